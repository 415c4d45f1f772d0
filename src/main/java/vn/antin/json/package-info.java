/** The one JSON mapper. */
@NullMarked
package vn.antin.json;

import org.jspecify.annotations.NullMarked;
