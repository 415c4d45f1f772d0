/** Time-stamps (RFC 3161): requested, read and verified. */
@NullMarked
package vn.antin.seal.timestamp;

import org.jspecify.annotations.NullMarked;
