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
    private static final Set<String> SENT_AGAIN = Set.of(Fault.KEY_LOST.code(), Fault.KEY_NOT_CONFIRMED.code());
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

    /**
     * A letter that its sender's node accepted.
     *
     * @param to the recipient's node
     */
    record SentLetter(int number, String node, String to, String id, Instant at) {}

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

        private volatile DemoSoftware software;
        private boolean silent;
        private volatile boolean away;

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

    /** From the return of this call on nothing uses that agency's node: it is away. */
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
                String id = from.software.send(letter);
                sent.put(number, new SentLetter(number, from.software.node(), to.software.node(), id, now));
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
     * something is still under way after three minutes. What a node has that is away is sent again when it is back.
     */
    boolean drain() {
        sending = false;
        return Polling.until(PATIENCE, () -> {
            open.removeIf(number -> ended(letter(number)));
            return open.stream().map(this::letter).allMatch(this::isKept);
        });
    }

    /** Whether a node that is away has a letter that nobody took, and each letter that was taken there is attested. */
    boolean keeps(String node) {
        open.removeIf(number -> ended(letter(number)));
        List<SentLetter> there = open.stream()
                .map(this::letter)
                .filter(letter -> letter.to().equals(node))
                .toList();
        return there.stream().anyMatch(this::isKept) && there.stream().noneMatch(this::isDelivered);
    }

    private boolean isKept(SentLetter letter) {
        return agency(letter.to()).away
                && copy(letter).path("state").asText().equals("CONSIGNED")
                && !isDelivered(letter);
    }

    private JsonNode copy(SentLetter letter) {
        DemoSoftware software = agency(letter.node()).software;
        return software.get("/api/v1/documents/" + letter.id())
                .path("recipients")
                .path(0);
    }

    /** The letters that have not ended, with what their senders know of their copies. */
    String underWay() {
        return open.stream()
                .map(this::letter)
                .map(letter -> letter + " " + copy(letter))
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
            JsonNode copy = copy(letter);
            String state = copy.path("state").asText();
            if (!FINAL.contains(state)) {
                return false;
            }
            if (state.equals("HANDED_OVER")
                    || SENT_AGAIN.contains(copy.path("reason").asText())) {
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
