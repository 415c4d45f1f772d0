/** A bad line on one machine, for the tests and the demo. */
@NullMarked
package vn.antin.node.line;

import org.jspecify.annotations.NullMarked;
