/** The pages of operators, auditors and whoever minds a node: made on the server, readable without scripts. */
@NullMarked
package vn.antin.console.web;

import org.jspecify.annotations.NullMarked;
