/** Named daemon threads. */
@NullMarked
package vn.antin.thread;

import org.jspecify.annotations.NullMarked;
