/** The files of H2: whole after a power cut, and compacted while the ledger runs. */
@NullMarked
package vn.antin.ledger.file;

import org.jspecify.annotations.NullMarked;
