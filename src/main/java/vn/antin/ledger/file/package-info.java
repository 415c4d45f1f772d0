/** The H2 file layer: atomic stores, and compaction while the ledger runs. */
@NullMarked
package vn.antin.ledger.file;

import org.jspecify.annotations.NullMarked;
