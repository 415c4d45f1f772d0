/** Tests of submissions. */
@NullMarked
package vn.antin.submit;

import org.jspecify.annotations.NullMarked;
