/** Backups of a node or hub: made at night, tried, kept for a while, and brought back. */
@NullMarked
package vn.antin.backup;

import org.jspecify.annotations.NullMarked;
