/** The vocabulary of the bus: agencies, nodes, envelopes, parts and digests. */
@NullMarked
package vn.antin.envelope;

import org.jspecify.annotations.NullMarked;
