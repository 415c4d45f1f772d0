/** The second stop: sends what is due in the outbox to the broker, the same bytes at every repeat. */
@NullMarked
package vn.antin.dispatch;

import org.jspecify.annotations.NullMarked;
