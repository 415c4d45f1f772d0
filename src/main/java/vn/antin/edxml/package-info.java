/** The national package "edXML": read leniently, written strictly, carried so that it comes out byte for byte. */
@NullMarked
package vn.antin.edxml;

import org.jspecify.annotations.NullMarked;
