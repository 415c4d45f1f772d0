/** Counts calls of methods in a running process; loaded into it as an agent. */
@NullMarked
package vn.antin.bench.count;

import org.jspecify.annotations.NullMarked;
