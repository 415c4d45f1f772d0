/** This node's own transparency log (RFC 6962): evidence is issued, numbered, sealed and published. */
@NullMarked
package vn.antin.log;

import org.jspecify.annotations.NullMarked;
