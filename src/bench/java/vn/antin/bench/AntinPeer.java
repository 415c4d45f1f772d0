package vn.antin.bench;

import java.time.Duration;
import java.util.List;

/** Antin as a peer: a hub and two nodes, each in a process of its own; the load is generated in this one. */
final class AntinPeer implements Peer {

    static final String NAME = "antin";

    private static final Duration FIRST = Duration.ofMinutes(1);

    private final List<ChildProcess> processes;
    private final NodeClient door;
    private final Consignments consignments;

    AntinPeer(TestNetwork site) {
        this.processes = site.runAll(List.of(TestNetwork.SENDER, TestNetwork.RECIPIENT));
        this.door = new NodeClient(site.config(TestNetwork.SENDER));
        this.consignments = new Consignments(door);
        try {
            consignments.await(door.sendFirst(List.of(TestNetwork.RECIPIENT_CODE), FIRST), System.nanoTime());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<ChildProcess> processes() {
        return processes;
    }

    @Override
    public LoadResult run(int bytes, int flight, int seconds) throws Exception {
        return ClosedLoop.run(flight, seconds, () -> exchange(bytes));
    }

    /** Sends that many documents of that size, and keeps that many in flight meanwhile. */
    LoadResult send(int bytes, int flight, int documents) throws Exception {
        return ClosedLoop.number(flight, documents, () -> exchange(bytes));
    }

    private void exchange(int bytes) {
        byte[] payload = Payload.of(bytes);
        long start = System.nanoTime();
        consignments.await(door.send(payload, false, List.of(TestNetwork.RECIPIENT_CODE)), start);
    }

    /** Number of status requests to the sender's node, whose CPU time includes them. */
    long asked() {
        return consignments.asked();
    }

    @Override
    public void close() {
        consignments.close();
        TestNetwork.stop(processes);
    }
}
