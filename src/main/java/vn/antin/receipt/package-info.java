/** Evidence, the log of which it is a leaf, checkpoints, receipts, and their offline verification. */
@NullMarked
package vn.antin.receipt;

import org.jspecify.annotations.NullMarked;
