/** The words of the bus: agencies, envelopes, parts, digests, and the one safe way to read XML. */
@NullMarked
package vn.antin.envelope;

import org.jspecify.annotations.NullMarked;
