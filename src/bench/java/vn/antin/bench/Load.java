package vn.antin.bench;

import java.util.List;

/** What every peer is put to: documents of these sizes, so many under way, each for so long. */
record Load(List<Integer> sizes, List<Integer> flights, int seconds, int warmUpSeconds) {

    Load {
        sizes = List.copyOf(sizes);
        flights = List.copyOf(flights);
    }
}
