/** phase4 as the benchmark runs it: signed messages with signed receipts, one hop, nothing stored. */
@NullMarked
package vn.antin.bench.phase4;

import org.jspecify.annotations.NullMarked;
