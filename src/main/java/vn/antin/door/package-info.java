/** The doors of a node, and the one catalogue of what they refuse. */
@NullMarked
package vn.antin.door;

import org.jspecify.annotations.NullMarked;
