package vn.antin.trial.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.cli.Answered;
import vn.antin.cli.Polling;
import vn.antin.cli.Retry;
import vn.antin.fault.Fault;
import vn.antin.thread.DaemonThreads;

/**
 * Documents between the agencies of a small province, at random, and the software of each that takes what arrives. A
 * document is counted by its number at both ends, so that one that is sent again under another id counts once.
 */
final class LifeTraffic implements AutoCloseable {

    private static final long PAUSE_MILLIS = 150;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Set<String> REFUSED = Set.of(Fault.AGENCY_CLOSED.code(), Fault.NODE_BARRED.code());
    private static final Set<String> FINAL = Set.of("HANDED_OVER", "FAILED", "REJECTED", "EXPIRED");
    private static final Logger log = LoggerFactory.getLogger(LifeTraffic.class);

    private final DemoFolder folder;
    private final Clock clock;
    private final Random random;
    private final Map<String, LifeAgency> agencies = new ConcurrentHashMap<>();
    private final List<String> nodes = new ArrayList<>();
    private final Map<Integer, SentLetter> sent = new ConcurrentSkipListMap<>();
    private final Set<Integer> open = new ConcurrentSkipListSet<>();
    private final Set<Integer> delivered = new ConcurrentSkipListSet<>();
    private final Set<Integer> returned = new ConcurrentSkipListSet<>();
    private final AtomicLong doubled = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final ScheduledExecutorService threads =
            Executors.newScheduledThreadPool(3, DaemonThreads.named("antin-life"));
    private volatile boolean sending;

    /** A letter that its sender's node accepted. */
    record SentLetter(int number, String node, String id, Instant at) {}

    /**
     * What became of the letters so far.
     *
     * @param returned not delivered, with evidence of the failure at the sender
     * @param lost neither delivered nor returned
     * @param refused not accepted, because the recipient's node was barred or sender or recipient closed
     * @param failed not accepted for another reason
     */
    record LifeCount(int sent, int delivered, int returned, long doubled, int lost, long refused, long failed) {}

    /** The software of one agency; nobody uses it while its node is away. */
    private static final class LifeAgency {

        private DemoSoftware software;
        private boolean silent;
        private boolean away;

        LifeAgency(DemoSoftware software) {
            this.software = software;
        }
    }

    LifeTraffic(DemoFolder folder, Clock clock, long seed) {
        this.folder = folder;
        this.clock = clock;
        this.random = new Random(seed);
    }

    /** Adds an agency, or its software after its node came back. */
    void join(DemoSoftware software) {
        LifeAgency known = agencies.putIfAbsent(software.node(), new LifeAgency(software));
        if (known == null) {
            nodes.add(software.node());
            return;
        }
        synchronized (known) {
            known.software = software;
            known.silent = false;
            known.away = false;
        }
    }

    /** Sends nothing more from that node; false when something of it is still under way after three minutes. */
    boolean silence(String node) {
        LifeAgency agency = agency(node);
        synchronized (agency) {
            agency.silent = true;
        }
        return Polling.until(PATIENCE, () -> {
            open.removeIf(number -> ended(letter(number)));
            return open.stream().noneMatch(number -> letter(number).node().equals(node));
        });
    }

    /** From the return of this call on nothing uses that agency's node. */
    void leave(String node) {
        LifeAgency agency = agency(node);
        synchronized (agency) {
            agency.away = true;
        }
    }

    private LifeAgency agency(String node) {
        LifeAgency agency = agencies.get(node);
        if (agency == null) {
            throw new IllegalArgumentException(node);
        }
        return agency;
    }

    /** Begins to send and to take. */
    void start() {
        sending = true;
        var unusedSend = threads.scheduleWithFixedDelay(this::send, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        for (String node : nodes) {
            var unusedTake = threads.scheduleWithFixedDelay(() -> take(node), 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void send() {
        if (!sending) {
            return;
        }
        LifeAgency from = agency(nodes.get(random.nextInt(nodes.size())));
        LifeAgency to = agency(nodes.get(random.nextInt(nodes.size())));
        if (from == to) {
            return;
        }
        int number = folder.nextNumber();
        synchronized (from) {
            if (from.away || from.silent) {
                return;
            }
            try {
                Instant now = clock.instant();
                DemoLetter letter = DemoLetter.write(number, from.software.party(), List.of(to.software.party()), now);
                sent.put(number, new SentLetter(number, from.software.node(), from.software.send(letter), now));
                open.add(number);
            } catch (Answered answer) {
                if (REFUSED.contains(answer.code())) {
                    refused.incrementAndGet();
                } else {
                    fail(from, to, answer.code() + " " + answer.getMessage());
                }
            } catch (RuntimeException e) {
                fail(from, to, e.toString());
            }
        }
    }

    private void fail(LifeAgency from, LifeAgency to, String why) {
        failed.incrementAndGet();
        log.warn("{} to {}: {}", from.software.code(), to.software.code(), why);
    }

    private void take(String node) {
        LifeAgency agency = agency(node);
        synchronized (agency) {
            if (agency.away) {
                return;
            }
            DemoSoftware software = agency.software;
            try {
                JsonNode offers = software.get("/api/v1/inbox?limit=20").path("documents");
                DemoSoftware.takeAll(offers, offer -> {
                    software.acknowledge(offer);
                    int number = Integer.parseInt(offer.path("number").asText("0"));
                    if (!delivered.add(number)) {
                        doubled.incrementAndGet();
                        log.warn("{}: letter {} was delivered twice", node, number);
                    }
                });
            } catch (RuntimeException e) {
                log.warn("{}: {}", node, e.toString());
            }
        }
    }

    /** Sends on until so many more letters were accepted. */
    void flow(int letters) {
        sending = true;
        int before = sent.size();
        if (!Polling.until(PATIENCE, () -> sent.size() >= before + letters)) {
            log.warn("{} letters instead of {} more", sent.size() - before, letters);
        }
    }

    /**
     * Sends no more, and waits until what was sent is at its recipients and its senders have the receipts; false when
     * something is still under way after three minutes.
     */
    boolean drain() {
        sending = false;
        return Polling.until(PATIENCE, () -> {
            open.removeIf(number -> ended(letter(number)));
            return open.isEmpty();
        });
    }

    /** The letters that have not ended, with what their senders know of their copies. */
    String underWay() {
        return open.stream()
                .map(this::letter)
                .map(letter -> letter + " " + agency(letter.node()).software.get("/api/v1/documents/" + letter.id()))
                .collect(Collectors.joining("; "));
    }

    private SentLetter letter(int number) {
        SentLetter letter = sent.get(number);
        if (letter == null) {
            throw new IllegalArgumentException("letter " + number);
        }
        return letter;
    }

    /** Whether the sender knows by a receipt how the letter ended; one that is sent again ends when it is delivered. */
    private boolean ended(SentLetter letter) {
        LifeAgency agency = agency(letter.node());
        synchronized (agency) {
            if (agency.away) {
                return false;
            }
            DemoSoftware software = agency.software;
            JsonNode copies = Retry.PATIENT
                    .of(() -> software.get("/api/v1/documents/" + letter.id()))
                    .path("recipients");
            String state = copies.path(0).path("state").asText();
            if (!FINAL.contains(state)) {
                return false;
            }
            if (state.equals("HANDED_OVER")) {
                return delivered.contains(letter.number());
            }
            String fault = copies.path(0).path("reason").asText();
            if (fault.equals(Fault.KEY_LOST.code()) || fault.equals(Fault.KEY_NOT_CONFIRMED.code())) {
                return delivered.contains(letter.number());
            }
            if (!delivered.contains(letter.number())) {
                returned.add(letter.number());
            }
            return true;
        }
    }

    DemoSoftware software(String node) {
        return agency(node).software;
    }

    /** The letters of that node, oldest first. */
    List<SentLetter> of(String node) {
        return sent.values().stream()
                .filter(letter -> letter.node().equals(node))
                .toList();
    }

    boolean isDelivered(SentLetter letter) {
        return delivered.contains(letter.number());
    }

    LifeCount count() {
        int lost = (int) sent.keySet().stream()
                .filter(number -> !delivered.contains(number) && !returned.contains(number))
                .count();
        return new LifeCount(
                sent.size(), delivered.size(), returned.size(), doubled.get(), lost, refused.get(), failed.get());
    }

    /** A letter that was accepted and neither arrived nor came back. */
    List<SentLetter> missing() {
        return sent.values().stream()
                .filter(letter -> !delivered.contains(letter.number()) && !returned.contains(letter.number()))
                .toList();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
