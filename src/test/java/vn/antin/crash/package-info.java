/** Nothing lost, nothing doubled: processes die, lines break, logs are restored, time passes. */
@NullMarked
package vn.antin.crash;

import org.jspecify.annotations.NullMarked;
