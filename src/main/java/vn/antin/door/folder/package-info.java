/** The folder door: documents handed in and received as files, for software that can do no more. */
@NullMarked
package vn.antin.door.folder;

import org.jspecify.annotations.NullMarked;
