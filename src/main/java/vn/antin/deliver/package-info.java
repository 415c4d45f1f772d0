/** The last stop at the recipient: the agency's software takes a document by lease and acknowledges or returns it. */
@NullMarked
package vn.antin.deliver;

import org.jspecify.annotations.NullMarked;
