/** A small bus to try software with: test agencies that always do the same, events on demand, and their echo. */
@NullMarked
package vn.antin.trial.sandbox;

import org.jspecify.annotations.NullMarked;
