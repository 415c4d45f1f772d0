/** What leaves the ledger after years: content past its period, and packages for an archive. */
@NullMarked
package vn.antin.archive;

import org.jspecify.annotations.NullMarked;
