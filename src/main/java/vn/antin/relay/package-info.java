/** The hub: decides on each envelope once and witnesses the nodes' checkpoints in its own log. */
@NullMarked
package vn.antin.relay;

import org.jspecify.annotations.NullMarked;
