package vn.antin.ledger.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongFunction;
import vn.antin.directory.Directory;
import vn.antin.door.BusQueries;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.Mode;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Operation;
import vn.antin.envelope.Part;
import vn.antin.envelope.Party;
import vn.antin.envelope.Urgency;
import vn.antin.ledger.Direction;
import vn.antin.ledger.Documents;
import vn.antin.ledger.Feed;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.query.Lists;
import vn.antin.node.NodeBusQueries;
import vn.antin.receipt.KnownDirectories;

/** A real ledger with documents of a test, which have a subject and parties only. */
public final class LedgerSamples {

    private static final Instant MORNING = Instant.parse("2026-11-24T01:00:00Z");
    private static final NodeId HERE = new NodeId("so-noi-vu");
    private static final NodeId THERE = new NodeId("so-y-te");

    /** The directory of a serial, for a test with more than one. */
    public LongFunction<Optional<Directory>> editions = serial -> Optional.empty();

    private final Path folder;
    private final Ledger ledger;
    private final Steps clock = new Steps(MORNING);
    private final Map<EnvelopeId, Envelope> envelopes = new HashMap<>();
    private final Repositories repositories;

    /** Opens the ledger in an empty folder. */
    public LedgerSamples(Path folder) {
        this(folder, Ledgers.empty(folder.resolve("ledger")));
    }

    public LedgerSamples(Path folder, Ledger ledger) {
        this.folder = folder;
        this.ledger = ledger;
        this.repositories = Repositories.of(HERE, ledger, clock);
    }

    private static final class Shared {
        private static final LedgerSamples SHELF = made();

        private static LedgerSamples made() {
            try {
                return new LedgerSamples(Files.createTempDirectory("antin-shelf"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A shared empty ledger, for tests that only need one to be there. */
    public static LedgerSamples shared() {
        return Shared.SHELF;
    }

    /** The folder of the ledger. */
    public Path folder() {
        return folder;
    }

    public Ledger ledger() {
        return ledger;
    }

    public Repositories repositories() {
        return repositories;
    }

    public BusQueries queries() {
        return new NodeBusQueries(new Lists(ledger), new Feed(repositories), new KnownDirectories() {
            @Override
            public Optional<Directory> serial(long serial) {
                return editions.apply(serial);
            }

            @Override
            public Optional<Directory> newest() {
                return Optional.empty();
            }
        });
    }

    /** Sets the time between the storage of two documents. */
    public void every(Duration step) {
        clock.step = step;
    }

    public Instant now() {
        return clock.now;
    }

    /** Stores a document of an agency here; each copy waits to be sent. */
    public EnvelopeId sent(String sender, String subject, String... to) {
        return sent(sender, subject, Urgency.NORMAL, to);
    }

    public EnvelopeId sent(String sender, String subject, Urgency urgency, String... to) {
        Envelope envelope = envelope(sender, HERE, urgency, to);
        ledger.store("sent", tx -> {
            repositories.documents().add(tx, Direction.OUT, envelope, new byte[8], Map.of(), names(sender, subject));
            List<Digest> evidence = Collections.nCopies(to.length, Digest.sha256());
            repositories.copies().add(tx, envelope, evidence, envelope.expires());
            repositories.timeline().event(tx, envelope.id(), "ACCEPTED", new AgencyCode(sender), null, null);
        });
        return envelope.id();
    }

    /** Stores a document that has arrived for agencies here. */
    public EnvelopeId arrived(String sender, String subject, String... agencies) {
        Envelope envelope = envelope(sender, THERE, Urgency.NORMAL, agencies);
        ledger.store("arrived", tx -> {
            repositories.documents().add(tx, Direction.IN, envelope, new byte[8], Map.of(), names(sender, subject));
            for (int number = 1; number <= agencies.length; number++) {
                repositories
                        .arrivals()
                        .add(
                                tx,
                                envelope,
                                names(sender, subject),
                                new AgencyCode(agencies[number - 1]),
                                number,
                                Digest.sha256());
            }
            repositories.timeline().event(tx, envelope.id(), "ARRIVED", new AgencyCode(agencies[0]), null, null);
        });
        return envelope.id();
    }

    /** The same document has arrived for an agency here that is its first recipient. */
    public void arrivesToo(EnvelopeId id, String agency, String subject) {
        Envelope envelope = Objects.requireNonNull(envelopes.get(id));
        String sender = envelope.sender().agency().value();
        ledger.store("arrived", tx -> {
            repositories
                    .arrivals()
                    .add(tx, envelope, names(sender, subject), new AgencyCode(agency), 1, Digest.sha256());
        });
    }

    private static Documents.DocumentNames names(String sender, String subject) {
        return new Documents.DocumentNames(sender + ",2026/11/24,15/SNV-VP", subject, null, null);
    }

    private Envelope envelope(String sender, NodeId node, Urgency urgency, String... to) {
        clock.advance();
        List<Party> recipients = new ArrayList<>();
        for (String agency : to) {
            recipients.add(new Party(new AgencyCode(agency), THERE));
        }
        Envelope envelope = new Envelope(
                new EnvelopeId(UUID.randomUUID()),
                new Party(new AgencyCode(sender), node),
                recipients,
                urgency,
                Operation.NEW,
                clock.now,
                clock.now.plus(Duration.ofDays(7)),
                null,
                1,
                Digest.sha256(),
                Digest.sha256(),
                1024,
                List.of(new Part(0, Digest.sha256(), 8, null, false)),
                Map.of(),
                Mode.PRODUCTION);
        envelopes.put(envelope.id(), envelope);
        return envelope;
    }

    /** A clock that advances by one step for each document. */
    private static final class Steps extends java.time.Clock {

        private volatile Instant now;
        private volatile Duration step = Duration.ofSeconds(1);

        Steps(Instant now) {
            this.now = now;
        }

        void advance() {
            now = now.plus(step);
        }

        @Override
        public java.time.ZoneId getZone() {
            return java.time.ZoneOffset.UTC;
        }

        @Override
        public java.time.Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
