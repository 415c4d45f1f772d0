/** The pages of the console and what they show. */
@NullMarked
package vn.antin.console.pages;

import org.jspecify.annotations.NullMarked;
