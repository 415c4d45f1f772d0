/** Backups of a node or hub: made every night, verified, rotated, and restored. */
@NullMarked
package vn.antin.backup;

import org.jspecify.annotations.NullMarked;
