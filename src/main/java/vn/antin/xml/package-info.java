/** The safe XML reader, the canonical writer, and the compression of XML. */
@NullMarked
package vn.antin.xml;

import org.jspecify.annotations.NullMarked;
