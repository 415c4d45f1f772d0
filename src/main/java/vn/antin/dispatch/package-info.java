/** The second stop: what the outbox promised leaves for the broker, the same bytes however often. */
@NullMarked
package vn.antin.dispatch;

import org.jspecify.annotations.NullMarked;
