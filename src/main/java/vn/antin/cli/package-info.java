/** The command line. */
@NullMarked
package vn.antin.cli;

import org.jspecify.annotations.NullMarked;
