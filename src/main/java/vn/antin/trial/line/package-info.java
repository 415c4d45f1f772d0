/** A simulated line between an agency and its hub, as in a commune: for tests, demo and bench. */
@NullMarked
package vn.antin.trial.line;

import org.jspecify.annotations.NullMarked;
