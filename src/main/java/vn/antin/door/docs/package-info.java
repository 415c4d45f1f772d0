/**
 * The documents a node serves about itself, readable without the internet: guide, contracts, events, files for tools.
 */
@NullMarked
package vn.antin.door.docs;

import org.jspecify.annotations.NullMarked;
