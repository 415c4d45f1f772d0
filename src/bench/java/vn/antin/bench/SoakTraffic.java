package vn.antin.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import vn.antin.cli.Answered;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;

/**
 * The software of a sending agency and of the recipients, while the processes between them are disturbed. It repeats
 * unanswered calls with the same key, and acknowledges each document once.
 */
final class SoakTraffic implements AutoCloseable {

    private static final int SMALLEST = 10 << 10;
    private static final int LARGEST = 50 << 10;
    /** Above this nothing new is sent: the recovery is measured, not the greatest backlog. */
    private static final int MOST_UNDER_WAY = 5_000;

    private static final int LOOKS = 40;
    private static final int HTTP_SERVER_FAULT = 500;
    /** 409: the lease has ended meanwhile, and the document is offered again. */
    private static final Set<Integer> LATER = Set.of(408, 409, 425, 429);

    private static final Duration AFTER_NO_ANSWER = Duration.ofMillis(500);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final int WAIT_SECONDS = 2;
    private static final Set<String> SETTLED = Set.of("HANDED_OVER", "ACCEPTED_BY_RECIPIENT");
    private static final Set<String> UNDER_WAY = Set.of("ACCEPTED", "SENDING", "SENT", "RELAYED", "CONSIGNED");

    private record Document(String id, long sent) {}

    private final NodeClient sender;
    private final Map<String, NodeClient> recipients;
    private final long between;
    private final List<Thread> threads = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();
    private final ConcurrentLinkedQueue<Document> open = new ConcurrentLinkedQueue<>();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicInteger doubled = new AtomicInteger();
    private final AtomicInteger silences = new AtomicInteger();
    private final List<String> failed = new ArrayList<>();
    private final List<Long> settled = new ArrayList<>();
    private volatile boolean sending = true;
    private volatile boolean closed;

    /**
     * Starts the traffic.
     *
     * @param recipients clients of the receiving agencies' nodes, by the agency's code
     * @param perSecond documents a second, each to all recipients
     */
    SoakTraffic(NodeClient sender, Map<String, NodeClient> recipients, double perSecond) {
        this.sender = sender;
        this.recipients = recipients;
        this.between = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
        begin("soak-send", this::send);
        begin("soak-look", this::look);
        recipients.forEach((code, door) -> begin("soak-take-" + code, () -> take(code, door)));
    }

    private void begin(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void send() {
        long next = System.nanoTime();
        for (int number = 0; sending; number++) {
            next = Math.max(next + between, System.nanoTime() - between);
            LockSupport.parkNanos(next - System.nanoTime());
            while (open.size() >= MOST_UNDER_WAY && sending) {
                LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            }
            int size = ThreadLocalRandom.current().nextInt(SMALLEST, LARGEST);
            byte[] payload = Payload.of(size);
            String key = "soak-" + number;
            Optional<String> id = Optional.empty();
            // A key that was used must be answered: its document may be stored already.
            while (id.isEmpty() && !closed) {
                id = answered(() -> sender.send(payload, false, List.copyOf(recipients.keySet()), key));
            }
            id.ifPresent(this::submitted);
        }
    }

    private void submitted(String id) {
        synchronized (sent) {
            sent.add(id);
        }
        open.add(new Document(id, System.nanoTime()));
    }

    private void take(String code, NodeClient door) {
        while (!closed) {
            answered(() -> door.offers(WAIT_SECONDS))
                    .ifPresent(offers -> offers.forEach(offer -> {
                        String copy = NodeClient.id(offer) + " " + code;
                        if (acknowledged.contains(copy)) {
                            doubled.incrementAndGet();
                        }
                        answered(() -> {
                            door.acknowledge(offer);
                            return acknowledged.add(copy);
                        });
                    }));
        }
    }

    private void look() {
        while (!closed) {
            Iterator<Document> oldest = open.iterator();
            for (int viewAudit = 0; viewAudit < LOOKS && oldest.hasNext(); ) {
                Document document = oldest.next();
                Optional<JsonNode> copies = answered(() -> sender.copies(document.id()));
                if (copies.isEmpty()) {
                    break;
                }
                Set<String> states = new HashSet<>();
                copies.get().forEach(copy -> states.add(copy.path("state").asText()));
                if (SETTLED.containsAll(states)) {
                    oldest.remove();
                    synchronized (settled) {
                        settled.add(System.nanoTime());
                    }
                } else if (states.stream().anyMatch(state -> !SETTLED.contains(state) && !UNDER_WAY.contains(state))) {
                    oldest.remove();
                    synchronized (failed) {
                        failed.add(document.id() + " " + states);
                    }
                } else {
                    viewAudit++;
                }
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    /** The answer of a call; empty when there was none or it asked for a retry. */
    private <T> Optional<T> answered(Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (Answered refused) {
            boolean again = refused.status() >= HTTP_SERVER_FAULT || LATER.contains(refused.status());
            if (!again) {
                synchronized (failed) {
                    failed.add(refused.code() + " " + refused.getMessage());
                }
            }
        } catch (Refused | TryLater unreachable) {
            silences.incrementAndGet(); // its process is stopped or starved, which is intended
        }
        LockSupport.parkNanos(AFTER_NO_ANSWER.toNanos());
        return Optional.empty();
    }

    /** When the first document since then was settled, by {@link System#nanoTime}; empty if none was yet. */
    Optional<Long> firstSettledSince(long time) {
        synchronized (settled) {
            return settled.stream().filter(at -> at - time > 0).findFirst();
        }
    }

    /** Whether everything submitted before that time has its last receipt. */
    boolean allSettledBefore(long time) {
        return open.stream().noneMatch(document -> document.sent() - time < 0);
    }

    /** Documents whose last receipt has not returned. */
    int underWay() {
        return open.size();
    }

    /** Stops sending. */
    void stopSending() {
        sending = false;
    }

    /** Submitted and answered documents, oldest first. */
    List<String> sent() {
        synchronized (sent) {
            return List.copyOf(sent);
        }
    }

    /** Copies of these that were acknowledged. */
    int delivered() {
        Set<String> ids = new HashSet<>(sent());
        return (int) acknowledged.stream()
                .filter(copy -> ids.contains(copy.substring(0, copy.indexOf(' '))))
                .count();
    }

    /** How often a copy was offered again after its acknowledgement had been answered. */
    int doubled() {
        return doubled.get();
    }

    /** Calls without an answer. */
    int silences() {
        return silences.get();
    }

    /** Failed documents and calls refused for good. */
    List<String> failed() {
        synchronized (failed) {
            return List.copyOf(failed);
        }
    }

    @Override
    public void close() {
        sending = false;
        closed = true;
        threads.forEach(LockSupport::unpark);
    }
}
