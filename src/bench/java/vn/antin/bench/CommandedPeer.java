package vn.antin.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import vn.antin.json.Json;

/** A peer whose sending process generates the load itself, by orders line by line. */
final class CommandedPeer implements Peer {

    private static final Duration BEYOND = Duration.ofMinutes(2);

    private final String name;
    private final List<ChildProcess> processes;
    private final ChildProcess sender;

    /**
     * Wraps running processes.
     *
     * @param processes in the order of their start; the last one sends
     */
    CommandedPeer(String name, List<ChildProcess> processes) {
        this.name = name;
        this.processes = new ArrayList<>(processes);
        this.sender = processes.get(processes.size() - 1);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<ChildProcess> processes() {
        return processes;
    }

    @Override
    public LoadResult run(int bytes, int flight, int seconds) throws JsonProcessingException {
        String answer = sender.ask(bytes + " " + flight + " " + seconds, BEYOND.plusSeconds(seconds));
        return LoadResult.of(Json.MAPPER.readTree(answer));
    }

    @Override
    public void close() {
        TestNetwork.stop(processes);
    }
}
