package vn.antin.relay;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
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
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.Documents;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.Traces;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.query.DocumentView.Direction;
import vn.antin.log.Issuer;
import vn.antin.receipt.Event;
import vn.antin.seal.SealedEnvelope;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;
import vn.antin.wire.Frame;

/** The hub's decision on each envelope, once: whose it is, and for each recipient by itself whether it goes on. */
public final class Relay {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Logger log = LoggerFactory.getLogger(Relay.class);

    private final Repositories repositories;
    private final DirectoryEditions directories;
    private final Issuer issuer;
    private final PartsGate partsGate;
    private final Trust trust;
    private final Mode mode;
    private final TrafficCounter passing;
    private final Clock clock;

    public Relay(
            Repositories repositories,
            DirectoryEditions directories,
            Issuer issuer,
            PartsGate partsGate,
            Mode mode,
            TrafficCounter passing,
            Clock clock) {
        this.repositories = repositories;
        this.directories = directories;
        this.issuer = issuer;
        this.partsGate = partsGate;
        this.trust = directories.trust();
        this.mode = mode;
        this.passing = passing;
        this.clock = clock;
    }

    /**
     * Decides on one message. Durable when it returns; a repeat of an envelope decided before changes nothing.
     *
     * @param connected the node as the broker validated it
     * @param trace that the document's caller gave; what is none is not heeded
     * @throws Refused when it cannot be attributed to its sender; then nothing is decided
     */
    public void accept(String connected, byte[] message, @Nullable String trace) {
        Frame frame = Frame.read(message);
        SealedEnvelope opened = SealedEnvelope.open(frame.envelope());
        Envelope envelope = opened.envelope();
        Directory directory = directories.current();
        attribute(new NodeId(connected), envelope);
        Digest digest = opened.digest();
        Optional<Refused> whole = untrue(envelope, opened, directory).or(() -> whole(envelope, frame, directory));
        List<AgencyCode> on = repositories.ledger().commit("relay.accept", tx -> {
            Optional<Documents.StoredDocument> before = repositories.documents().find(tx, envelope.id());
            if (before.isPresent()) {
                repeat(before.get(), digest);
                return List.of();
            }
            repositories.ledger().requireRoom("relay.accept");
            Traces.keep(tx, envelope.id(), TraceId.read(trace).orElse(null));
            return decide(tx, envelope, frame, digest, whole, directory);
        });
        passing.passed(envelope.sender().agency(), on);
        if (PartsGate.has(envelope)) {
            // The last byte may have come between the look and the commit.
            partsGate.settle();
        }
    }

    /**
     * The message was tried as often as it may be: what can be attributed and was not decided fails with a receipt.
     *
     * @throws Refused when nobody can be told
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

    /** Only the node whose envelope it says it is can be told what became of it. */
    private static void attribute(NodeId connected, Envelope envelope) {
        Party sender = envelope.sender();
        if (!sender.node().equals(connected)) {
            throw new Refused(Fault.SENDER_NOT_HOSTED, sender.agency().value(), connected.value());
        }
    }

    /** The seal is the node's own, and it hosts the agency in whose name the envelope speaks, by what is known here. */
    private Optional<Refused> untrue(Envelope envelope, SealedEnvelope opened, Directory directory) {
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
            log.warn("{} of {} is not what it says: {}", envelope.id(), sender.node(), refused.getMessage());
            return Optional.of(refused);
        }
    }

    private static void repeat(Documents.StoredDocument before, Digest digest) {
        if (!before.digest().equals(digest)) {
            throw new Refused(Fault.ENVELOPE_CONFLICT, before.id().toString());
        }
    }

    /** What stops the envelope for all its recipients alike. */
    private Optional<Refused> whole(Envelope envelope, Frame frame, Directory directory) {
        Instant now = clock.instant();
        if (envelope.expiredAt(now)) {
            return Optional.of(new Refused(Fault.EXPIRED, envelope.expires().toString()));
        }
        Agency sender = directory.agency(envelope.sender().agency()).orElseThrow();
        if (!sender.maySend() || !sender.openAt(now)) {
            return Optional.of(new Refused(Fault.AGENCY_CLOSED, sender.code().value()));
        }
        Integer perDay = sender.maxPerDay();
        if (perDay != null && sentToday(sender, now) >= perDay) {
            return Optional.of(new Refused(Fault.TOO_MANY_REQUESTS, perDay.toString()));
        }
        Long most = sender.maxBytes();
        if (most != null && envelope.size() > most) {
            return Optional.of(new Refused(Fault.TOO_LARGE, Long.toString(envelope.size()), most.toString()));
        }
        return parts(envelope, frame).or(() -> partsGate.full(envelope));
    }

    private static Optional<Refused> parts(Envelope envelope, Frame frame) {
        int riding = 0;
        for (Part part : envelope.parts()) {
            byte[] bytes = frame.parts().get(part.number());
            if (part.stored()) {
                if (part.number() == 0 || part.size() == 0) {
                    return Optional.of(new Refused(Fault.ENVELOPE_FORM, "part " + part.number()));
                }
                continue;
            }
            riding++;
            if (bytes == null
                    || bytes.length != part.size()
                    || !Digest.sha256(bytes).equals(part.digest())) {
                return Optional.of(new Refused(Fault.PART_DIGEST, Integer.toString(part.number())));
            }
        }
        boolean extra = frame.parts().size() != riding;
        return extra ? Optional.of(new Refused(Fault.ENVELOPE_FORM, "a part nobody named")) : Optional.empty();
    }

    private long sentToday(Agency sender, Instant now) {
        return repositories.ledger().read(tx -> repositories.documents().countSince(tx, sender.code(), now.minus(DAY)));
    }

    /** To whom it goes on at once. */
    private List<AgencyCode> decide(
            Tx tx, Envelope envelope, Frame frame, Digest digest, Optional<Refused> whole, Directory directory) {
        Map<Integer, byte[]> parts = whole.isPresent() ? Map.of() : frame.parts();
        repositories.documents().add(tx, Direction.RELAY, envelope, frame.envelope(), parts, null, null);
        whole.ifPresent(why -> repositories
                .timeline()
                .alarm(
                        tx,
                        why.fault(),
                        envelope.sender().node().value(),
                        envelope.id() + " " + String.join(", ", why.values())));
        boolean stored = whole.isEmpty() && PartsGate.has(envelope);
        if (stored) {
            repositories.stored().name(tx, envelope);
        }
        boolean complete = !stored || partsGate.whole(envelope);
        List<AgencyCode> on = new ArrayList<>();
        for (int number = 1; number <= envelope.recipients().size(); number++) {
            Digest previous = frame.previous().get(number);
            Issuer.About about = new Issuer.About(envelope, digest, number, previous);
            Optional<Refused> why = whole.isPresent() ? whole : unfit(envelope.recipient(number), previous, directory);
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
            if (complete || previous == null) {
                partsGate.relay(tx, about);
                on.add(envelope.recipient(number).agency());
            } else {
                partsGate.await(tx, envelope, number, previous);
            }
        }
        try (Traces.Said said = Traces.saying(tx, envelope.id())) {
            log.info(
                    "{} {}, {} recipients",
                    said.document(),
                    whole.isPresent() ? "rejected" : complete ? "relayed" : "waits for its parts",
                    envelope.recipients().size());
        }
        return on;
    }

    private Optional<Refused> unfit(Party recipient, @Nullable Digest previous, Directory directory) {
        Optional<Agency> agency = directory.agency(recipient.agency());
        if (agency.isEmpty() || !agency.get().code().equals(recipient.agency())) {
            return Optional.of(
                    new Refused(Fault.RECIPIENT_UNKNOWN, recipient.agency().value()));
        }
        if (!agency.get().openAt(clock.instant()) || !agency.get().mayReceive()) {
            return Optional.of(
                    new Refused(Fault.AGENCY_CLOSED, recipient.agency().value()));
        }
        if (!recipient.node().equals(agency.get().node())) {
            return Optional.of(new Refused(Fault.NODE_UNKNOWN, recipient.node().value()));
        }
        return previous == null
                ? Optional.of(new Refused(Fault.ENVELOPE_FORM, "no evidence of submission"))
                : Optional.empty();
    }
}
