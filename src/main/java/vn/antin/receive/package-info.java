/** The stop at the recipient's node: verifies, decrypts for a check and stores what arrived. */
@NullMarked
package vn.antin.receive;

import org.jspecify.annotations.NullMarked;
