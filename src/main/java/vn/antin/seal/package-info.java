/** Seals (XAdES, CMS) and their readers, key wrap and content encryption. */
@NullMarked
package vn.antin.seal;

import org.jspecify.annotations.NullMarked;
