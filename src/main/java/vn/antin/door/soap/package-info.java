/** The SOAP door: the operations of {@code documents.wsdl} on the same bus as every door. */
@NullMarked
package vn.antin.door.soap;

import org.jspecify.annotations.NullMarked;
