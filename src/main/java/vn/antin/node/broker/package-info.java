/** The hub's embedded broker, and the connections by which a node reaches it. */
@NullMarked
package vn.antin.node.broker;

import org.jspecify.annotations.NullMarked;
