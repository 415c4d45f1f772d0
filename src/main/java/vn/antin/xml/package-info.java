/** The one safe XML reader and the canonical writer, and XML made small. */
@NullMarked
package vn.antin.xml;

import org.jspecify.annotations.NullMarked;
