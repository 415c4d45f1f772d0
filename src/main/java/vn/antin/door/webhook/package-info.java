/** Webhooks: events told to addresses of the agencies' software, signed, by the Standard Webhooks specification. */
@NullMarked
package vn.antin.door.webhook;

import org.jspecify.annotations.NullMarked;
