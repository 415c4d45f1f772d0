package vn.antin.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import vn.antin.json.Json;

/** Whether the cost of a document has settled: the last three windows differ by at most a tenth. */
final class SteadyState {

    private static final int WINDOWS = 3;
    private static final double SPREAD = 1.1;

    private final List<Double> windows = new ArrayList<>();

    /** Adds the CPU milliseconds of a document in one more window. */
    void add(double cpuMillis) {
        windows.add(cpuMillis);
    }

    boolean reached() {
        if (windows.size() < WINDOWS) {
            return false;
        }
        Series last = last();
        return last.min() > 0 && last.max() <= SPREAD * last.min();
    }

    private Series last() {
        return new Series(windows.subList(windows.size() - WINDOWS, windows.size()));
    }

    /** The last windows, such as "31.2, 30.9, 30.1". */
    String lastWindows() {
        return String.join(
                ", ",
                windows.subList(Math.max(0, windows.size() - WINDOWS), windows.size()).stream()
                        .map(Figures::number)
                        .toList());
    }

    ObjectNode json() {
        ObjectNode json = Json.MAPPER.createObjectNode().put("steady", reached());
        windows.forEach(json.putArray("windows_cpu_ms")::add);
        return json;
    }
}
