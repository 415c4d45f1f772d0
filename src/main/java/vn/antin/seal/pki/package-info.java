/** Certificates, keys and what is trusted (RFC 5280). */
@NullMarked
package vn.antin.seal.pki;

import org.jspecify.annotations.NullMarked;
