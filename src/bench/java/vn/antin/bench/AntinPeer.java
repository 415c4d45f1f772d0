package vn.antin.bench;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Antin as a peer: a hub and two nodes, each in a process of its own; the load is generated in this one. */
final class AntinPeer implements Peer {

    static final String NAME = "antin";

    /** Name of another build of Antin that is measured beside this one. */
    static final String EARLIER = "earlier";

    private static final Duration FIRST = Duration.ofMinutes(1);

    private final String name;
    private final String recipient;
    private final List<ChildProcess> processes;
    private final NodeClient door;
    private final Consignments consignments;

    AntinPeer(TestNetwork site) {
        this(NAME, site, TestNetwork.RECIPIENT_CODE);
    }

    /** Another build of Antin. */
    static AntinPeer earlier(TestNetwork site) {
        return new AntinPeer(EARLIER, site, TestNetwork.RECIPIENT_CODE);
    }

    /** With an agency of the recipient's node, which gets the first document. */
    AntinPeer(TestNetwork site, String recipient) {
        this(NAME, site, recipient);
    }

    private AntinPeer(String name, TestNetwork site, String recipient) {
        this.name = name;
        this.recipient = recipient;
        this.processes = site.runAll(List.of(TestNetwork.SENDER, TestNetwork.RECIPIENT));
        this.door = new NodeClient(site.config(TestNetwork.SENDER));
        this.consignments = new Consignments(door);
        try {
            consignments.await(door.sendFirst(List.of(recipient), FIRST), System.nanoTime());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
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
    public LoadResult run(int bytes, int flight, int seconds) throws Exception {
        return ClosedLoop.run(flight, seconds, () -> exchange(bytes));
    }

    /** Sends that many documents of that size, and keeps that many in flight meanwhile. */
    LoadResult send(int bytes, int flight, int documents) throws Exception {
        return ClosedLoop.number(flight, documents, () -> exchange(bytes));
    }

    /** Sends that many documents of several parts to several agencies, and keeps that many in flight meanwhile. */
    LoadResult send(int bytes, int parts, List<String> to, int flight, int documents) throws Exception {
        return ClosedLoop.number(flight, documents, () -> {
            List<byte[]> contents =
                    Stream.generate(() -> Payload.of(bytes)).limit(parts).toList();
            long start = System.nanoTime();
            consignments.await(door.send(contents, to), start);
        });
    }

    private void exchange(int bytes) {
        byte[] payload = Payload.of(bytes);
        long start = System.nanoTime();
        consignments.await(door.send(payload, false, List.of(recipient)), start);
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
