package vn.antin.receive;

import java.time.Clock;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.directory.Directory;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.Mode;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Operation;
import vn.antin.envelope.Part;
import vn.antin.envelope.Party;
import vn.antin.envelope.TraceId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.ledger.BatchCommit;
import vn.antin.ledger.Direction;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.Documents;
import vn.antin.ledger.HubSession;
import vn.antin.ledger.Reports;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.RestoreRecovery;
import vn.antin.ledger.StoredParts;
import vn.antin.ledger.StoredParts.Awaiting;
import vn.antin.ledger.Traces;
import vn.antin.ledger.db.Tx;
import vn.antin.log.Issuer;
import vn.antin.receipt.Event;
import vn.antin.seal.SealedEnvelope;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;
import vn.antin.wire.BatchReceiver;
import vn.antin.wire.Frame;
import vn.antin.wire.HandshakeMessages;
import vn.antin.wire.InboundMessage;

/** Receives one copy from this node's queue: checks its seal, its parts and that it opens, and stores it unchanged. */
public final class Reception implements BatchReceiver {

    /** Label of the transaction. */
    private static final String RECEIVE = "receive";

    private static final Logger log = LoggerFactory.getLogger(Reception.class);

    private final NodeId self;
    private final Repositories repositories;
    private final DirectoryEditions directories;
    private final Issuer issuer;
    private final EnvelopeOpener opener;
    private final HubSession session;
    private final Trust trust;
    private final Mode mode;
    private final Clock clock;
    private final IncomingReports incomingReports;

    public Reception(
            Repositories repositories,
            DirectoryEditions directories,
            Issuer issuer,
            EnvelopeOpener opener,
            HubSession session,
            Mode mode,
            Clock clock) {
        this.self = repositories.log().self();
        this.repositories = repositories;
        this.directories = directories;
        this.issuer = issuer;
        this.opener = opener;
        this.session = session;
        this.trust = directories.trust();
        this.mode = mode;
        this.clock = clock;
        this.incomingReports = new IncomingReports(repositories);
    }

    /**
     * Receives a copy. Durable when it returns, with the evidence of consignment or of its failure; a repeat changes
     * nothing.
     *
     * @param trace the caller's trace id; ignored when malformed
     * @throws Refused when it is not a copy for this node, or its seal is invalid: no receipt can be issued
     * @throws TryLater when it rests on a directory that has not come yet; it is requested from the hub
     */
    public void accept(byte[] message, @Nullable String trace) {
        receive(message, false, trace);
    }

    /**
     * Receives the announcement of a copy whose parts are still on their way to the hub: starts to fetch them, nothing
     * else.
     */
    public void announce(byte[] message, @Nullable String trace) {
        receive(message, true, trace);
    }

    /** Receives copies whose parts ride with them. */
    @Override
    public BitSet acceptTogether(List<InboundMessage> messages) {
        return BatchCommit.together(repositories.ledger(), RECEIVE, messages, this::plain, this::storeInOrder);
    }

    /** Empty for a copy with stored parts. */
    private Optional<Arriving> plain(InboundMessage message) {
        Addressed addressed = addressed(message.body());
        if (addressed.hasStoredParts()) {
            return Optional.empty();
        }
        repositories.ledger().requireRoom(RECEIVE);
        checkSender(addressed);
        return Optional.of(opened(addressed, TraceId.read(message.trace()).orElse(null)));
    }

    /** Stores copies; the reports on them are read once, and again after a copy that may have added one. */
    private List<Boolean> storeInOrder(Tx tx, List<Arriving> copies) {
        List<Reports.StoredReport> reports = reportsOn(tx, copies);
        for (int i = 0; i < copies.size(); i++) {
            Arriving copy = copies.get(i);
            Traces.keep(tx, copy.envelope().id(), copy.given);
            consign(tx, copy, reports);
            List<Arriving> left = copies.subList(i + 1, copies.size());
            if (IncomingReports.mayReport(copy.envelope()) && !left.isEmpty()) {
                reports = reportsOn(tx, left);
            }
        }
        return Collections.nCopies(copies.size(), true);
    }

    private List<Reports.StoredReport> reportsOn(Tx tx, List<Arriving> copies) {
        return repositories
                .reports()
                .of(tx, copies.stream().map(copy -> copy.envelope().id()).collect(Collectors.toSet()));
    }

    private void receive(byte[] message, boolean announced, @Nullable String trace) {
        Addressed addressed = addressed(message);
        Issuer.About about = addressed.about();
        Envelope envelope = about.envelope();
        Party recipient = addressed.recipient();
        // A copy with everything in its message needs no look: the transaction that stores it finds a repeat.
        boolean fetches = announced || addressed.hasStoredParts();
        if (fetches && arrived(about, recipient)) {
            repositories.ledger().storeRelaxed("receive.known", tx -> {
                repositories.stored().end(tx, envelope.id(), about.number());
            });
            return;
        }
        repositories.ledger().requireRoom(RECEIVE);
        try {
            checkSender(addressed);
            TraceId given = TraceId.read(trace).orElse(null);
            opener.requireKey(envelope, addressed.directory());
            boolean inTime = !envelope.expiredAt(clock.instant());
            if (inTime && (announced || !opener.hasParts(envelope))) {
                awaitParts(envelope, about.number(), announced ? null : message, given);
                return;
            }
            repositories.ledger().commit(RECEIVE, opened(addressed, given));
        } catch (Refused refused) {
            if (refused.fault() == Fault.KEY_LOST) {
                giveBack(addressed, announced, refused);
                return;
            }
            // What has arrived stays, whatever has expired since.
            if (fetches || !arrived(about, recipient)) {
                refuse(about, addressed.frame(), refused);
            }
        }
    }

    /** A message that was read: a copy for an agency of this node. */
    private record Addressed(Frame frame, SealedEnvelope sealed, Issuer.About about, Directory directory) {

        Party recipient() {
            return about.envelope().recipient(about.number());
        }

        boolean hasStoredParts() {
            return about.envelope().parts().stream().anyMatch(Part::stored);
        }
    }

    private Addressed addressed(byte[] message) {
        Frame frame = Frame.read(message);
        SealedEnvelope sealed = SealedEnvelope.open(frame.envelope());
        Envelope envelope = sealed.envelope();
        int number = frame.recipient();
        Party recipient = envelope.recipient(number);
        Directory directory = directories.current();
        if (envelope.directorySerial() > directory.serial()) {
            session.request(envelope.directorySerial());
            session.askNow(repositories.ledger());
            throw new TryLater(Fault.DIRECTORY_AHEAD, Long.toString(envelope.directorySerial()));
        }
        if (!recipient.node().equals(self) || !directory.hosts(self, recipient.agency())) {
            throw new Refused(Fault.RECIPIENT_NOT_HERE, recipient.agency().value());
        }
        Issuer.About about = new Issuer.About(
                envelope, sealed.digest(), number, frame.previous().get(number));
        return new Addressed(frame, sealed, about, directory);
    }

    private void checkSender(Addressed addressed) {
        Envelope envelope = addressed.about().envelope();
        addressed
                .directory()
                .checkSigner(
                        envelope.sender().node(), addressed.sealed().signer(), Purpose.SEAL, clock.instant(), trust);
        mode.admit(envelope);
    }

    private Arriving opened(Addressed addressed, @Nullable TraceId given) {
        EnvelopeOpener.OpenedCopy copy = opener.check(
                addressed.about().envelope(), addressed.frame().parts(), addressed.directory(), clock.instant());
        return new Arriving(addressed.about(), addressed.frame(), copy, given);
    }

    /** Stores the copy until its parts are here; in the queue it would block others. */
    private void awaitParts(Envelope envelope, int number, byte @Nullable [] message, @Nullable TraceId given) {
        repositories.ledger().store("receive.fetch", tx -> {
            Traces.keep(tx, envelope.id(), given);
            repositories.stored().carry(tx, envelope, StoredParts.PartDirection.DOWN);
            if (message != null) {
                repositories.stored().await(tx, envelope, number, message);
            }
        });
        if (message != null && opener.hasParts(envelope)) {
            // The last part may have arrived between the check and the commit.
            settleParts();
        }
    }

    /** Receives the copies whose parts are complete and refuses those that have expired. A repeat changes nothing. */
    public void settleParts() {
        for (EnvelopeId id : repositories.ledger().read(repositories.stored()::carried)) {
            for (Awaiting copy :
                    repositories.ledger().read(tx -> repositories.stored().awaiting(tx, id))) {
                Envelope envelope =
                        SealedEnvelope.open(Frame.read(copy.frame()).envelope()).envelope();
                if (opener.hasParts(envelope) || envelope.expiredAt(clock.instant())) {
                    accept(copy.frame(), null);
                }
            }
        }
    }

    /** Whether this copy arrived before; independent of a certificate or a time limit that has expired since. */
    private boolean arrived(Issuer.About about, Party recipient) {
        EnvelopeId id = about.envelope().id();
        return repositories
                .ledger()
                .read(tx -> repositories.arrivals().arrived(tx, id, recipient.agency(), about.digest()));
    }

    /**
     * Ends the attempts on a message that failed too often: its sender gets a receipt of the failure.
     *
     * @throws Refused when no receipt can be issued
     */
    public void abandon(byte[] message, Refused why) {
        Frame frame = Frame.read(message);
        SealedEnvelope opened = SealedEnvelope.open(frame.envelope());
        int number = frame.recipient();
        Issuer.About about = new Issuer.About(
                opened.envelope(), opened.digest(), number, frame.previous().get(number));
        refuse(about, frame, why);
    }

    /** A copy that was checked, and the transaction that stores it. */
    private final class Arriving implements BatchCommit.Prepared<Boolean> {

        private final Issuer.About about;
        private final Frame frame;
        private final EnvelopeOpener.OpenedCopy copy;
        private final @Nullable TraceId given;

        Arriving(Issuer.About about, Frame frame, EnvelopeOpener.OpenedCopy copy, @Nullable TraceId given) {
            this.about = about;
            this.frame = frame;
            this.copy = copy;
            this.given = given;
        }

        @Override
        public Boolean in(Tx tx) {
            return storeInOrder(tx, List.of(this)).get(0);
        }

        Envelope envelope() {
            return about.envelope();
        }

        Party recipient() {
            return envelope().recipient(about.number());
        }

        Documents.DocumentNames names() {
            boolean fresh = envelope().operation() == Operation.NEW;
            String serial = fresh ? copy.header().serial().orElse(null) : null;
            return new Documents.DocumentNames(
                    copy.inner().documentId(),
                    copy.inner().subject(),
                    serial,
                    copy.header().type().name());
        }
    }

    private void consign(Tx tx, Arriving arriving, List<Reports.StoredReport> reports) {
        Issuer.About about = arriving.about;
        Envelope envelope = about.envelope();
        Party recipient = arriving.recipient();
        Frame frame = arriving.frame;
        Documents.DocumentNames names = arriving.names();
        boolean first =
                repositories.documents().add(tx, Direction.IN, envelope, frame.envelope(), frame.parts(), names);
        if (!first) {
            requireSame(tx, about);
            if (repositories
                    .arrivals()
                    .find(tx, envelope.id(), recipient.agency())
                    .isPresent()) {
                return;
            }
        }
        IncomingReports.checkRecall(envelope, recipient, reports);
        endWait(tx, about);
        Digest evidence = consigned(tx, about, frame);
        repositories.arrivals().add(tx, envelope, names, recipient.agency(), about.number(), evidence);
        repositories.timeline().event(tx, envelope.id(), "ARRIVED", recipient.agency(), null, null);
        Digest handed = frame.previous().get(Frame.HANDED_OVER);
        if (handed != null && new RestoreRecovery(repositories).since(tx).isPresent()) {
            new RestoreRecovery(repositories)
                    .over(tx, new HandshakeMessages.Over(envelope.id(), about.number(), true, handed));
        }
        incomingReports.record(tx, envelope, recipient, arriving.copy.header());
        try (Traces.LogContext context = Traces.logContext(envelope.id(), trace(tx, arriving))) {
            log.info("{} arrived for {}", context.document(), recipient.agency());
        }
    }

    /** The caller's trace id: of a copy that waited for its parts it was stored before. */
    private static @Nullable TraceId trace(Tx tx, Arriving arriving) {
        TraceId given = arriving.given;
        boolean waited = arriving.envelope().parts().stream().anyMatch(Part::stored);
        return given != null || !waited
                ? given
                : Traces.given(tx, arriving.envelope().id()).orElse(null);
    }

    /**
     * Returns the evidence of consignment. A restored node takes over the first evidence, which the hub has and names.
     */
    private Digest consigned(Tx tx, Issuer.About about, Frame frame) {
        Digest before = frame.previous().get(Frame.CONSIGNED);
        return before != null && new RestoreRecovery(repositories).since(tx).isPresent()
                ? before
                : issuer.issueFirst(
                        tx,
                        Event.CONTENT_CONSIGNMENT,
                        about,
                        about.envelope().sender().node());
    }

    /** Ends the wait of this copy for its stored parts. */
    private void endWait(Tx tx, Issuer.About about) {
        Envelope envelope = about.envelope();
        if (envelope.parts().stream().anyMatch(Part::stored)) {
            repositories.stored().end(tx, envelope.id(), about.number());
            if (repositories.documents().find(tx, envelope.id()).isPresent()) {
                repositories.stored().name(tx, envelope);
            }
            if (repositories.stored().awaiting(tx, envelope.id()).isEmpty()) {
                repositories.stored().forget(tx, envelope.id());
            }
        }
    }

    /** Checks that a known id, of a copy for another agency or from before, belongs to the same envelope. */
    private void requireSame(Tx tx, Issuer.About about) {
        Optional<Documents.StoredDocument> stored =
                repositories.documents().find(tx, about.envelope().id());
        if (stored.isEmpty() || !stored.get().digest().equals(about.digest())) {
            throw new Refused(Fault.ENVELOPE_CONFLICT, about.envelope().id().toString());
        }
    }

    /**
     * Gives back a copy for a key that this node lost, with evidence, so that its sender sends it again. What the
     * agency's software had taken before is over.
     */
    private void giveBack(Addressed addressed, boolean announced, Refused why) {
        Issuer.About about = addressed.about();
        Frame frame = addressed.frame();
        repositories.ledger().store("receive.lost", tx -> {
            endWait(tx, about);
            if (!announced) { // otherwise the copy itself follows
                fail(tx, about, frame, why);
            }
        });
        log.warn("{} cannot be opened: its key is lost", about.envelope().id());
    }

    /**
     * Issues the evidence that a copy is not here: after its consignment, that it was not handed over; nothing when it
     * was.
     */
    private void fail(Tx tx, Issuer.About about, Frame frame, Refused why) {
        if (frame.previous().containsKey(Frame.HANDED_OVER)) {
            return;
        }
        Envelope envelope = about.envelope();
        Digest consigned = frame.previous().get(Frame.CONSIGNED);
        NodeId sender = envelope.sender().node();
        if (consigned == null) {
            issuer.failed(tx, Event.CONTENT_CONSIGNMENT_FAILURE, about, why, sender);
        } else {
            Issuer.About after = new Issuer.About(envelope, about.digest(), about.number(), consigned);
            issuer.failed(tx, Event.CONTENT_HANDOVER_FAILURE, after, why, sender);
        }
    }

    private void refuse(Issuer.About about, Frame frame, Refused why) {
        Envelope envelope = about.envelope();
        Party recipient = envelope.recipient(about.number());
        repositories.ledger().store("receive.failure", tx -> {
            boolean arrived = repositories
                    .arrivals()
                    .find(tx, envelope.id(), recipient.agency())
                    .isPresent();
            if (!arrived) {
                fail(tx, about, frame, why);
            }
            endWait(tx, about);
            repositories.timeline().alarm(tx, why.fault(), envelope.id().toString(), String.join(", ", why.values()));
        });
        log.warn("{} refused for {}: {}", envelope.id(), recipient.agency(), why.getMessage());
    }
}
