@NullMarked
package vn.antin.directory;

import org.jspecify.annotations.NullMarked;
