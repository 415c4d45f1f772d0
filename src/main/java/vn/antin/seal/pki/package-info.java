/** Certificates, keys and trust anchors (RFC 5280). */
@NullMarked
package vn.antin.seal.pki;

import org.jspecify.annotations.NullMarked;
