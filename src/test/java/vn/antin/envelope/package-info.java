@NullMarked
package vn.antin.envelope;

import org.jspecify.annotations.NullMarked;
