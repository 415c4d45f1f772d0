/** The messages between node and hub: the frame of a document, the greeting, the heartbeat. */
@NullMarked
package vn.antin.wire;

import org.jspecify.annotations.NullMarked;
