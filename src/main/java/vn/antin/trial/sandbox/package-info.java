/** A small bus to try software with: test agencies with fixed behaviour, events on demand, and a listener for them. */
@NullMarked
package vn.antin.trial.sandbox;

import org.jspecify.annotations.NullMarked;
