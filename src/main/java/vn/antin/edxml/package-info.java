/** The national package format "edXML": read leniently, written strictly, rebuilt byte for byte. */
@NullMarked
package vn.antin.edxml;

import org.jspecify.annotations.NullMarked;
