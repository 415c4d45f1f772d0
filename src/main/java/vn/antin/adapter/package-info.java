/** The doors of a node, and the one catalogue of what they refuse. */
@NullMarked
package vn.antin.adapter;

import org.jspecify.annotations.NullMarked;
