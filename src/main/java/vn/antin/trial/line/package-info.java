/** The line between an agency and its hub, as it is in a commune, on one machine: for the tests, the demo and the bench. */
@NullMarked
package vn.antin.trial.line;

import org.jspecify.annotations.NullMarked;
