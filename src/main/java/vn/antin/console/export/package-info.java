/** Tables that leave the console as files: for a spreadsheet, for a program, on paper. */
@NullMarked
package vn.antin.console.export;

import org.jspecify.annotations.NullMarked;
