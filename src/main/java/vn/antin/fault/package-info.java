/** The faults of the bus and the two exceptions that carry them. */
@NullMarked
package vn.antin.fault;

import org.jspecify.annotations.NullMarked;
