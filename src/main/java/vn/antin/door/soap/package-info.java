/** The SOAP door: the messages of {@code documents.wsdl} over what every door asks of the node. */
@NullMarked
package vn.antin.door.soap;

import org.jspecify.annotations.NullMarked;
