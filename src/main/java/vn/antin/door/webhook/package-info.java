/** Webhooks: signed events posted to addresses of the agencies' software, by the Standard Webhooks specification. */
@NullMarked
package vn.antin.door.webhook;

import org.jspecify.annotations.NullMarked;
