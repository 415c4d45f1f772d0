/** Seals and their readers, certificates and whom to trust, time-stamps, and what keeps a document from the hub. */
@NullMarked
package vn.antin.seal;

import org.jspecify.annotations.NullMarked;
