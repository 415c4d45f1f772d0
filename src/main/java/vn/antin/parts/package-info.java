/** The data plane: encrypted parts as files, and their way over the line, which goes on wherever it was cut. */
@NullMarked
package vn.antin.parts;

import org.jspecify.annotations.NullMarked;
