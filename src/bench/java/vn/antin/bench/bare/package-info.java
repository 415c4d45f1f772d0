/** A relay of bare queues, which seals nothing and proves nothing: what the benchmark measures beside the hub. */
@NullMarked
package vn.antin.bench.bare;

import org.jspecify.annotations.NullMarked;
