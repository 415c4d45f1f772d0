/** A whole province in one process, asked only through its own interfaces: the doors of its nodes and the hub's queues. */
@NullMarked
package vn.antin.endtoend;

import org.jspecify.annotations.NullMarked;
