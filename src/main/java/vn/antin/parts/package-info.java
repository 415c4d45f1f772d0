/** Encrypted parts as files, and their resumable transfer over the line. */
@NullMarked
package vn.antin.parts;

import org.jspecify.annotations.NullMarked;
