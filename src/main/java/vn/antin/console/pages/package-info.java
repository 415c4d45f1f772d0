/** The pages of the console. */
@NullMarked
package vn.antin.console.pages;

import org.jspecify.annotations.NullMarked;
