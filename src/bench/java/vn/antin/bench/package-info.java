/** The measurements: each in processes of its own, beside its peers, in one report. */
@NullMarked
package vn.antin.bench;

import org.jspecify.annotations.NullMarked;
