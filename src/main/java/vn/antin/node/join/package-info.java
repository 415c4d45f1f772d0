/** How a node joins a province: join file, keys, requests, the hub's register. */
@NullMarked
package vn.antin.node.join;

import org.jspecify.annotations.NullMarked;
