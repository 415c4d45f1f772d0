package vn.antin.bench;

import java.util.List;

/** The load for every peer: sizes, concurrency, duration. */
record Load(List<Integer> sizes, List<Integer> flights, int seconds, int warmUpSeconds) {

    Load {
        sizes = List.copyOf(sizes);
        flights = List.copyOf(flights);
    }
}
