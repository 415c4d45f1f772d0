/** A province on one machine, to try Antin with. */
@NullMarked
package vn.antin.trial;

import org.jspecify.annotations.NullMarked;
