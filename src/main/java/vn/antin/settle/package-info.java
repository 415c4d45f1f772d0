/** Back at the sender: verifies receipts, moves states and reports what is late. */
@NullMarked
package vn.antin.settle;

import org.jspecify.annotations.NullMarked;
