/** Tests of what is handed in. */
@NullMarked
package vn.antin.submit;

import org.jspecify.annotations.NullMarked;
