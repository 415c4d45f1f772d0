/** Every way to be refused or delayed, by its stable code. */
@NullMarked
package vn.antin.fault;

import org.jspecify.annotations.NullMarked;
