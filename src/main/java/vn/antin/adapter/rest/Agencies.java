package vn.antin.adapter.rest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The agencies a document can be sent to, as the directory of that serial names them. */
public record Agencies(long serial, List<Entry> entries) {

    /**
     * One agency.
     *
     * @param aliases its other codes: the old scheme, merged agencies
     * @param successor who took over, for one that is closed
     * @param reachable whether a node has joined for it and it may receive
     */
    public record Entry(
            String code, String name, List<String> aliases, @Nullable String successor, boolean reachable) {

        public Entry {
            aliases = List.copyOf(aliases);
        }
    }

    public Agencies {
        entries = List.copyOf(entries);
    }
}
