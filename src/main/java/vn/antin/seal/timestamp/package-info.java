/** Time-stamps (RFC 3161): asked for, read and checked. */
@NullMarked
package vn.antin.seal.timestamp;

import org.jspecify.annotations.NullMarked;
