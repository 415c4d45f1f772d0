/** Exports of the console's tables: as a spreadsheet, as CSV, as PDF. */
@NullMarked
package vn.antin.console.export;

import org.jspecify.annotations.NullMarked;
