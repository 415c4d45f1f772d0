package vn.antin.relay;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.directory.DirectoryAct;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.Mode;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Part;
import vn.antin.envelope.Party;
import vn.antin.envelope.TraceId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.BatchCommit;
import vn.antin.ledger.Direction;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.Documents;
import vn.antin.ledger.JoinedNodes;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.Traces;
import vn.antin.ledger.db.Tx;
import vn.antin.log.Issuer;
import vn.antin.receipt.Event;
import vn.antin.seal.SealedEnvelope;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;
import vn.antin.wire.BatchReceiver;
import vn.antin.wire.Frame;
import vn.antin.wire.InboundMessage;

/**
 * The hub's decision on each envelope, made once: whether it is its sender's, and for each recipient whether the copy
 * is relayed.
 */
public final class Relay implements BatchReceiver {

    /** Label of the transaction. */
    private static final String ACCEPT = "relay.accept";

    private static final Duration DAY = Duration.ofDays(1);
    private static final Logger log = LoggerFactory.getLogger(Relay.class);

    private final Repositories repositories;
    private final DirectoryEditions directories;
    private final Issuer issuer;
    private final PartsGate partsGate;
    private final Trust trust;
    private final Mode mode;
    private final TrafficCounter trafficCounter;
    private final Clock clock;

    public Relay(
            Repositories repositories,
            DirectoryEditions directories,
            Issuer issuer,
            PartsGate partsGate,
            Mode mode,
            TrafficCounter trafficCounter,
            Clock clock) {
        this.repositories = repositories;
        this.directories = directories;
        this.issuer = issuer;
        this.partsGate = partsGate;
        this.trust = directories.trust();
        this.mode = mode;
        this.trafficCounter = trafficCounter;
        this.clock = clock;
    }

    /**
     * Decides on one message. Durable when it returns; a repeat of a decided envelope changes nothing.
     *
     * @param connected the node as the broker authenticated it
     * @param trace the caller's trace id; ignored when malformed
     * @throws Refused when the envelope cannot be attributed to its sender; nothing is decided then
     */
    public void accept(String connected, byte[] message, @Nullable String trace) {
        RelayWork decision = checked(connected, message, trace);
        decision.committed(repositories.ledger().commit(ACCEPT, decision));
    }

    /** Decides on envelopes whose parts ride with them and whose sender has no daily limit, which counts one by one. */
    @Override
    public BitSet acceptTogether(List<InboundMessage> messages) {
        return BatchCommit.of(repositories.ledger(), ACCEPT, messages, message -> {
            repositories.ledger().requireRoom(ACCEPT);
            RelayWork decision = checked(message.sender(), message.body(), message.trace());
            return decision.isPlain() ? Optional.of(decision) : Optional.empty();
        });
    }

    private RelayWork checked(String connected, byte[] message, @Nullable String trace) {
        Frame frame = Frame.read(message);
        SealedEnvelope opened = SealedEnvelope.open(frame.envelope());
        Envelope envelope = opened.envelope();
        Directory directory = directories.current();
        attribute(new NodeId(connected), envelope);
        directories.awaitNewer(envelope.directorySerial());
        Optional<Refused> refusal =
                senderRefusal(envelope, opened, directory).or(() -> envelopeRefusal(envelope, frame, directory));
        return new RelayWork(
                envelope,
                frame,
                opened.digest(),
                new CheckedRefusals(
                        refusal,
                        refusal.isPresent()
                                ? Collections.nCopies(envelope.recipients().size(), refusal)
                                : recipientRefusals(envelope, frame, directory)),
                directory,
                TraceId.read(trace).orElse(null));
    }

    /** The refusal of the envelope as a whole, and that of each copy. */
    private record CheckedRefusals(Optional<Refused> envelope, List<Optional<Refused>> copies) {}

    private List<Optional<Refused>> recipientRefusals(Envelope envelope, Frame frame, Directory directory) {
        List<Optional<Refused>> refusals = new ArrayList<>();
        for (int number = 1; number <= envelope.recipients().size(); number++) {
            refusals.add(
                    frame.previous().get(number) == null
                            ? Optional.of(new Refused(Fault.ENVELOPE_FORM, "no evidence of submission"))
                            : recipientRefusal(envelope, envelope.recipient(number), directory));
        }
        return refusals;
    }

    /** The transaction of one envelope; its result are the recipients whose copies are relayed at once. */
    private final class RelayWork implements BatchCommit.Prepared<List<AgencyCode>> {

        private final Envelope envelope;
        private final Frame frame;
        private final Digest digest;
        private final Optional<Refused> refusal;
        private final List<Optional<Refused>> refusals;
        private final Directory directory;
        private final @Nullable TraceId given;

        RelayWork(
                Envelope envelope,
                Frame frame,
                Digest digest,
                CheckedRefusals refusals,
                Directory directory,
                @Nullable TraceId given) {
            this.envelope = envelope;
            this.frame = frame;
            this.digest = digest;
            this.refusal = refusals.envelope();
            this.refusals = refusals.copies();
            this.directory = directory;
            this.given = given;
        }

        boolean isPlain() {
            return !PartsGate.hasStoredParts(envelope)
                    && directory
                            .agency(envelope.sender().agency())
                            .filter(agency -> agency.maxPerDay() != null)
                            .isEmpty();
        }

        @Override
        public List<AgencyCode> in(Tx tx) {
            Map<Integer, byte[]> parts = refusal.isPresent() ? Map.of() : frame.parts();
            boolean added = repositories
                    .documents()
                    .add(tx, Direction.RELAY, envelope, frame.envelope(), parts, Documents.DocumentNames.NONE);
            if (!added) {
                requireSame(repositories.documents().find(tx, envelope.id()).orElseThrow(), digest);
                return List.of();
            }
            repositories.ledger().requireRoom(ACCEPT);
            Traces.keep(tx, envelope.id(), given);
            return decide(tx);
        }

        /** Decides on each copy; returns the recipients whose copies are relayed at once. */
        private List<AgencyCode> decide(Tx tx) {
            refusal.ifPresent(why -> repositories
                    .timeline()
                    .alarm(
                            tx,
                            why.fault(),
                            envelope.sender().node().value(),
                            envelope.id() + " " + String.join(", ", why.values())));
            boolean stored = refusal.isEmpty() && PartsGate.hasStoredParts(envelope);
            if (stored) {
                repositories.stored().name(tx, envelope);
            }
            boolean complete = !stored || partsGate.isComplete(envelope);
            List<AgencyCode> relayed = new ArrayList<>();
            for (int number = 1; number <= envelope.recipients().size(); number++) {
                Digest previous = frame.previous().get(number);
                if (previous == null && isDecidedElsewhere(tx)) {
                    continue;
                }
                Issuer.About about = new Issuer.About(envelope, digest, number, previous);
                Optional<Refused> why = refusals.get(number - 1);
                if (why.isPresent()) {
                    issuer.failed(
                            tx,
                            Event.RELAY_REJECTION,
                            about,
                            why.get(),
                            envelope.sender().node());
                    continue;
                }
                if (stored) {
                    repositories
                            .stored()
                            .entitle(
                                    tx,
                                    envelope.id(),
                                    number,
                                    envelope.recipient(number).node());
                }
                if (complete) {
                    partsGate.relay(tx, about);
                    relayed.add(envelope.recipient(number).agency());
                } else {
                    partsGate.await(tx, about);
                }
            }
            try (Traces.LogContext context = Traces.logContext(envelope.id(), given)) {
                log.info(
                        "{} {}, {} recipients",
                        context.document(),
                        refusal.isPresent() ? "rejected" : complete ? "relayed" : "waits for its parts",
                        envelope.recipients().size());
            }
            return relayed;
        }

        /** A node that came with another province does not ask again for the copies that the other hub decided on. */
        private boolean isDecidedElsewhere(Tx tx) {
            return JoinedNodes.isOne(tx, envelope.sender().node(), clock.instant());
        }

        @Override
        public void committed(List<AgencyCode> relayed) {
            trafficCounter.passed(envelope.sender().agency(), relayed);
            if (PartsGate.hasStoredParts(envelope)) {
                // The last part may have arrived between the check and the commit.
                partsGate.settle();
            }
        }
    }

    /**
     * Ends the attempts on a message that failed too often: an undecided envelope fails with a receipt to its sender.
     *
     * @throws Refused when it cannot be attributed to a sender
     */
    public void abandon(String connected, byte[] message, Refused why) {
        Frame frame = Frame.read(message);
        SealedEnvelope opened = SealedEnvelope.open(frame.envelope());
        Envelope envelope = opened.envelope();
        attribute(new NodeId(connected), envelope);
        repositories.ledger().store("relay.abandon", tx -> {
            if (repositories.documents().find(tx, envelope.id()).isEmpty()) {
                for (int number = 1; number <= envelope.recipients().size(); number++) {
                    Issuer.About about = new Issuer.About(
                            envelope, opened.digest(), number, frame.previous().get(number));
                    issuer.failed(
                            tx,
                            Event.RELAY_FAILURE,
                            about,
                            why,
                            envelope.sender().node());
                }
            }
        });
    }

    /** Checks that the envelope comes from the connected node, the only one that gets its receipts. */
    private static void attribute(NodeId connected, Envelope envelope) {
        Party sender = envelope.sender();
        if (!sender.node().equals(connected)) {
            throw new Refused(Fault.SENDER_NOT_HOSTED, sender.agency().value(), connected.value());
        }
    }

    /**
     * The refusal when the seal is not the node's own, or the node does not host the sending agency, by the hub's
     * directory.
     */
    private Optional<Refused> senderRefusal(Envelope envelope, SealedEnvelope opened, Directory directory) {
        Party sender = envelope.sender();
        try {
            if (!directory.hosts(sender.node(), sender.agency())) {
                throw new Refused(
                        Fault.SENDER_NOT_HOSTED,
                        sender.agency().value(),
                        sender.node().value());
            }
            directory.checkSigner(sender.node(), opened.signer(), Purpose.SEAL, clock.instant(), trust);
            if (envelope.directorySerial() > directory.serial()) {
                throw new Refused(Fault.DIRECTORY_AHEAD, Long.toString(envelope.directorySerial()));
            }
            mode.admit(envelope);
            return Optional.empty();
        } catch (Refused refused) {
            log.warn("{} of {} refused: {}", envelope.id(), sender.node(), refused.getMessage());
            return Optional.of(refused);
        }
    }

    private static void requireSame(Documents.StoredDocument before, Digest digest) {
        if (!before.digest().equals(digest)) {
            throw new Refused(Fault.ENVELOPE_CONFLICT, before.id().toString());
        }
    }

    /** The refusal of the envelope as a whole, for all its recipients. */
    private Optional<Refused> envelopeRefusal(Envelope envelope, Frame frame, Directory directory) {
        Instant now = clock.instant();
        if (envelope.expiredAt(now)) {
            return Optional.of(new Refused(Fault.EXPIRED, envelope.expires().toString()));
        }
        Agency sender = directory.agency(envelope.sender().agency()).orElseThrow();
        if (!sender.maySend() || (!sender.openAt(now) && !wasRight(envelope, envelope.sender(), sender, directory))) {
            return Optional.of(new Refused(Fault.AGENCY_CLOSED, sender.withSuccessor()));
        }
        Integer perDay = sender.maxPerDay();
        if (perDay != null && sentToday(sender, now) >= perDay) {
            return Optional.of(new Refused(Fault.TOO_MANY_REQUESTS, perDay.toString()));
        }
        Long maxBytes = sender.maxBytes();
        if (maxBytes != null && envelope.size() > maxBytes) {
            return Optional.of(new Refused(Fault.TOO_LARGE, Long.toString(envelope.size()), maxBytes.toString()));
        }
        return parts(envelope, frame).or(() -> partsGate.refusal(envelope));
    }

    private static Optional<Refused> parts(Envelope envelope, Frame frame) {
        int inline = 0;
        for (Part part : envelope.parts()) {
            byte[] bytes = frame.parts().get(part.number());
            if (part.stored()) {
                if (part.number() == 0 || part.size() == 0) {
                    return Optional.of(new Refused(Fault.ENVELOPE_FORM, "part " + part.number()));
                }
                continue;
            }
            inline++;
            if (bytes == null
                    || bytes.length != part.size()
                    || !Digest.sha256(bytes).equals(part.digest())) {
                return Optional.of(new Refused(Fault.PART_DIGEST, Integer.toString(part.number())));
            }
        }
        boolean extra = frame.parts().size() != inline;
        return extra
                ? Optional.of(new Refused(Fault.ENVELOPE_FORM, "a part that the envelope does not name"))
                : Optional.empty();
    }

    private long sentToday(Agency sender, Instant now) {
        return repositories.ledger().read(tx -> repositories.documents().countSince(tx, sender.code(), now.minus(DAY)));
    }

    private Optional<Refused> recipientRefusal(Envelope envelope, Party recipient, Directory directory) {
        Optional<Agency> found = directory.agency(recipient.agency());
        if (found.isEmpty()) {
            return Optional.of(
                    new Refused(Fault.RECIPIENT_UNKNOWN, recipient.agency().value()));
        }
        Agency agency = found.get();
        boolean open = agency.openAt(clock.instant());
        boolean right = open && isAt(agency, recipient);
        if (directory.returns(recipient.node())) {
            return Optional.of(new Refused(Fault.NODE_BARRED, recipient.node().value()));
        }
        if (agency.mayReceive() && (right || wasRight(envelope, recipient, agency, directory))) {
            return Optional.empty();
        }
        if (!open || !agency.mayReceive()) {
            return Optional.of(new Refused(Fault.AGENCY_CLOSED, agency.withSuccessor()));
        }
        return Optional.of(
                agency.code().equals(recipient.agency())
                        ? new Refused(Fault.NODE_UNKNOWN, recipient.node().value())
                        : new Refused(
                                Fault.RECIPIENT_UNKNOWN, recipient.agency().value()));
    }

    private static boolean isAt(Agency agency, Party party) {
        return agency.code().equals(party.agency()) && party.node().equals(agency.node());
    }

    /**
     * Whether the document was right by the edition under which it was sent, and the change since then is recent: what
     * is under way when an agency is closed, moved or gets another code still arrives.
     */
    private boolean wasRight(Envelope envelope, Party party, Agency agency, Directory directory) {
        Instant until = agency.validUntil();
        if (until != null && !clock.instant().isBefore(until.plus(DirectoryAct.UNDER_WAY))) {
            return false;
        }
        Optional<Directory> sentUnder = envelope.directorySerial() == directory.serial()
                ? Optional.of(directory)
                : directories.serial(envelope.directorySerial());
        return directory.hosts(party.node(), party.agency())
                && sentUnder
                        .flatMap(edition -> edition.agency(party.agency()))
                        .filter(then -> isAt(then, party) && then.openAt(envelope.created()))
                        .isPresent();
    }
}
