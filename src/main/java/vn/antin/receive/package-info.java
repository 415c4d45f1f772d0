/** The stop at the recipient's node: verifies a copy, checks that it decrypts, and stores it. */
@NullMarked
package vn.antin.receive;

import org.jspecify.annotations.NullMarked;
