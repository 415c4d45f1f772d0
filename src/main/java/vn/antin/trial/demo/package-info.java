/** The demo: a hub, three agencies, lines that can be cut. */
@NullMarked
package vn.antin.trial.demo;

import org.jspecify.annotations.NullMarked;
