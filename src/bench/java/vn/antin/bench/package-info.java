/** The measurements: each in processes of its own, beside its peers, told in one report. */
@NullMarked
package vn.antin.bench;

import org.jspecify.annotations.NullMarked;
