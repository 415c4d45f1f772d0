@NullMarked
package vn.antin.receipt;

import org.jspecify.annotations.NullMarked;
