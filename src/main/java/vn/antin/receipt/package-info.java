/** Evidence, the log it is a leaf of, checkpoints, receipts, and the verdict on them. Works offline. */
@NullMarked
package vn.antin.receipt;

import org.jspecify.annotations.NullMarked;
