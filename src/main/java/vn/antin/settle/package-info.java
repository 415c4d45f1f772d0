/** Back at the sender: receipts are verified and move states; what is late is said. */
@NullMarked
package vn.antin.settle;

import org.jspecify.annotations.NullMarked;
