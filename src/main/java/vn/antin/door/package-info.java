/** The doors of a node and the catalogue of their faults. */
@NullMarked
package vn.antin.door;

import org.jspecify.annotations.NullMarked;
