package vn.antin.wire;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a node says that it stands, with each hello. What it says is believed as far as it concerns itself. A count below
 * zero is read as 0.
 *
 * @param version of the program
 * @param documents that have not left
 * @param bytes of them, about
 * @param oldest of them; null when there is none
 * @param inbox documents that wait for the agency's software
 * @param inboxOldest of those
 * @param lastDocument when one was last sent or received
 * @param clock how far the node's clock was ahead of the hub's; null before the first answer
 * @param clockWrong whether that stops its evidence
 * @param freeBytes on its disk
 * @param certificateDays until the first of its certificates ends
 * @param stopping whether it stops in order now
 * @param fares how its documents fare
 * @param hub where it reaches the hub, host and port; empty when it does not say
 */
public record Heartbeat(
        String version,
        long documents,
        long bytes,
        @Nullable Instant oldest,
        long inbox,
        @Nullable Instant inboxOldest,
        @Nullable Instant lastDocument,
        @Nullable Duration clock,
        boolean clockWrong,
        long freeBytes,
        int certificateDays,
        boolean stopping,
        Fares fares,
        String hub) {

    /**
     * How the documents of a node fare that have left it.
     *
     * @param roundTrip how long the hub's last answer took; null before the first
     * @param failed copies that failed since midnight, Vietnam time
     * @param overdue copies whose receipt is late
     */
    public record Fares(@Nullable Duration roundTrip, long failed, long overdue) {

        public Fares {
            roundTrip = roundTrip == null || roundTrip.isNegative() ? null : roundTrip;
            failed = Math.max(0, failed);
            overdue = Math.max(0, overdue);
        }
    }

    private static final int LONGEST = 40;
    private static final int LONGEST_ADDRESS = 300;

    public Heartbeat {
        version = cut(version, LONGEST);
        hub = cut(hub, LONGEST_ADDRESS);
        documents = Math.max(0, documents);
        bytes = Math.max(0, bytes);
        inbox = Math.max(0, inbox);
        freeBytes = Math.max(0, freeBytes);
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest);
    }

    /** The same, as the last word before an ordered stop. */
    public Heartbeat last() {
        return new Heartbeat(
                version,
                documents,
                bytes,
                oldest,
                inbox,
                inboxOldest,
                lastDocument,
                clock,
                clockWrong,
                freeBytes,
                certificateDays,
                true,
                fares,
                hub);
    }

    MessageFields fields() {
        return new MessageFields()
                .put("ver", version)
                .put("docs", documents)
                .put("bytes", bytes)
                .put("old", oldest)
                .put("inbox", inbox)
                .put("unread", inboxOldest)
                .put("last", lastDocument)
                .put("clock", clock)
                .put("wrong", clockWrong)
                .put("free", freeBytes)
                .put("days", certificateDays)
                .put("stop", stopping)
                .put("trip", fares.roundTrip())
                .put("fail", fares.failed())
                .put("late", fares.overdue())
                .put("hub", hub);
    }

    static Heartbeat of(MessageFields in) {
        return new Heartbeat(
                in.text("ver"),
                in.number("docs"),
                in.number("bytes"),
                in.maybeTime("old"),
                in.number("inbox"),
                in.maybeTime("unread"),
                in.maybeTime("last"),
                in.maybeDuration("clock"),
                in.flag("wrong"),
                in.number("free"),
                in.integer("days"),
                in.flag("stop"),
                new Fares(in.maybeDuration("trip"), in.number("fail"), in.number("late")),
                in.text("hub"));
    }
}
