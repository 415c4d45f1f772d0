/** The last stop at the recipient: the agency's software leases a document and acknowledges or returns it. */
@NullMarked
package vn.antin.deliver;

import org.jspecify.annotations.NullMarked;
