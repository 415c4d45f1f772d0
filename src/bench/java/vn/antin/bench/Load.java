package vn.antin.bench;

import java.util.List;

/**
 * The load for every peer: sizes, concurrency, duration.
 *
 * @param warmUpSeconds load before the first measurement
 * @param longestWarmUpSeconds when the warm-up ends although the cost of a document has not settled
 */
record Load(List<Integer> sizes, List<Integer> flights, int seconds, int warmUpSeconds, int longestWarmUpSeconds) {

    Load {
        sizes = List.copyOf(sizes);
        flights = List.copyOf(flights);
    }
}
