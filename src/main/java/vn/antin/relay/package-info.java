/** The hub: decides on each envelope once, and lets each node's checkpoints into its own log. */
@NullMarked
package vn.antin.relay;

import org.jspecify.annotations.NullMarked;
