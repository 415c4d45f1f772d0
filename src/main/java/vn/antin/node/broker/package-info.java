/** The hub's broker inside its own process, and the line over which a node reaches it. */
@NullMarked
package vn.antin.node.broker;

import org.jspecify.annotations.NullMarked;
