/** A relay of plain queues without seals or proofs, which the benchmark compares with the hub. */
@NullMarked
package vn.antin.bench.bare;

import org.jspecify.annotations.NullMarked;
