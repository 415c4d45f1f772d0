package vn.antin.submit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.edxml.BusinessHeader;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Operation;
import vn.antin.envelope.PackageSignature;
import vn.antin.envelope.Party;
import vn.antin.envelope.TraceId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.Documents;
import vn.antin.ledger.RefusalQuota;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.Submissions;
import vn.antin.ledger.db.Duplicate;
import vn.antin.ledger.db.Tx;
import vn.antin.log.Issuer;
import vn.antin.parts.PartStore;

/** Accepts submissions: checks a document, encrypts and seals it once, and stores it durably with its outbox row. */
public final class Intake {

    private static final Logger log = LoggerFactory.getLogger(Intake.class);

    /**
     * The limits of one submission.
     *
     * @param packageBytes bytes of a submitted edXML package
     * @param signatures the rules for checking a signature within a package
     * @param inlineBytes encrypted bytes of all inline parts together
     * @param storeBytes capacity of the part store
     */
    public record IntakeLimits(
            int packageBytes,
            PackageSignature.Policy signatures,
            int inlineBytes,
            int parts,
            int recipients,
            long storeBytes) {}

    /**
     * The times a document starts with.
     *
     * @param expires time to live when the caller names none
     * @param relayed time until the hub's receipt is late
     * @param urgent the same for an urgent document
     */
    public record IntakeTimes(Duration expires, Duration relayed, Duration urgent) {}

    /** The settings of the intake. */
    public record IntakeSettings(IntakeLimits limits, IntakeTimes times) {}

    /** The same letter without key and identifier counts as a repeat for at least this long. */
    private static final Duration REPEAT_WINDOW = Duration.ofMinutes(15);

    private final NodeId self;
    private final Repositories repositories;
    private final DirectoryEditions directories;
    private final Issuer issuer;
    private final EnvelopeBuilder envelopeBuilder;
    private final PartStore store;
    private final SubmissionWriter writer;
    private final OutgoingReports outgoingReports;
    private final IntakeSettings settings;
    private final IntakeLimits limits;
    private final IntakeTimes times;
    private final Clock clock;
    private final RefusalQuota refusals;

    public Intake(
            Repositories repositories,
            DirectoryEditions directories,
            Issuer issuer,
            EnvelopeBuilder envelopeBuilder,
            PartStore store,
            IntakeSettings settings,
            Clock clock) {
        this.self = repositories.log().self();
        this.repositories = repositories;
        this.directories = directories;
        this.issuer = issuer;
        this.envelopeBuilder = envelopeBuilder;
        this.store = store;
        this.writer = new SubmissionWriter(repositories, directories, issuer, settings.times(), clock);
        this.outgoingReports = new OutgoingReports(repositories, issuer);
        this.settings = settings;
        this.limits = settings.limits();
        this.times = settings.times();
        this.clock = clock;
        this.refusals = new RefusalQuota(clock);
    }

    /** Forwarding with the settings of this intake. */
    public Forwarding forwarding() {
        return new Forwarding(repositories, directories, issuer, envelopeBuilder, store, settings, clock);
    }

    /** What sends again, with the settings of this intake, documents whose recipients have lost their keys. */
    public LostKeyResends lostKeyResends() {
        return new LostKeyResends(repositories, directories, envelopeBuilder, writer, times.expires(), clock);
    }

    /**
     * Accepts a submission; durable when it returns. The same key with the same content gets the first answer again.
     */
    public Acceptance accept(Submission submission) {
        try {
            return acceptOrRefuse(submission);
        } catch (Refused refused) {
            recordRefusal(submission, refused);
            throw refused;
        }
    }

    /** Checks a submission without storing anything. Returns all its faults; empty if it would be accepted. */
    public List<Refused> faults(Submission submission) {
        try {
            Directory directory = directories.current();
            Draft draft = Draft.of(submission, limits, directory, clock);
            sender(submission, draft, directory);
            expires(draft);
            checkSize(draft);
            envelopeBuilder.check(draft.header().operation(), recipients(draft, directory), directory, clock.instant());
            return List.of();
        } catch (Refused refused) {
            return refused.all();
        }
    }

    private Acceptance acceptOrRefuse(Submission submission) {
        Directory directory = directories.current();
        if (directory.expiredAt(clock.instant().minus(Duration.ofDays(30)))) {
            throw new Refused(Fault.DIRECTORY_EXPIRED, directory.expires().toString());
        }
        Draft draft = Draft.of(submission, limits, directory, clock);
        Party sender = sender(submission, draft, directory);
        Instant now = clock.instant();
        Map<String, Fault> names = names(submission, draft, sender.agency(), now);
        Map<String, Fault> lookedUp = new LinkedHashMap<>(names);
        if (isUnnamed(submission)) {
            lookedUp.put(contentName(draft, sender.agency(), now.minus(REPEAT_WINDOW)), Fault.DOCUMENT_CONFLICT);
        }
        if (repositories
                .ledger()
                .read(tx -> known(tx, lookedUp, draft.fingerprint()))
                .isPresent()) {
            // The read may have seen a commit that is not durable yet; the answer must rest on a durable one.
            return repositories
                    .ledger()
                    .commit("submit.repeat", tx -> known(tx, lookedUp, draft.fingerprint()))
                    .orElseThrow();
        }
        repositories.ledger().requireRoom("submit");
        List<Party> recipients = recipients(draft, directory);
        EnvelopeId about = outgoingReports.about(submission, draft.header(), sender);
        if (about != null && draft.header().operation() == Operation.RECALL && recallUnsent(about, recipients, draft)) {
            return new Acceptance(about, false);
        }
        EnvelopeId id = EnvelopeId.next(clock);
        Instant expires = expires(draft);
        checkSize(draft);
        EnvelopeBuilder.BuiltEnvelope built =
                envelopeBuilder.build(id, draft, sender, recipients, about, directory, clock.instant(), expires);
        TraceId trace = TraceId.ofCall().orElse(null);
        try {
            return repositories.ledger().commit("submit", tx -> {
                names.keySet().forEach(name -> repositories.submissions().add(tx, name, draft.fingerprint(), id));
                Acceptance acceptance = writer.store(tx, built, names(draft.header()), trace);
                outgoingReports.recordOutgoing(
                        tx, built.envelope(), draft.header(), !(submission instanceof Submission.Edxml));
                return acceptance;
            });
        } catch (Refused e) {
            built.stored().forEach(store::delete);
            throw e;
        } catch (Duplicate e) {
            built.stored().forEach(store::delete);
            // A concurrent caller with the same name won: its document is the answer, or the refusal.
            return repositories
                    .ledger()
                    .commit("submit.repeat", tx -> known(tx, names, draft.fingerprint()))
                    .orElseThrow(() -> e);
        }
    }

    private static Documents.DocumentNames names(BusinessHeader header) {
        String serial = header.operation() == Operation.NEW ? header.serial().orElse(null) : null;
        return new Documents.DocumentNames(
                header.documentId(), header.subject(), serial, header.type().name());
    }

    private boolean recallUnsent(EnvelopeId about, List<Party> recipients, Draft draft) {
        List<AgencyCode> from = recipients.stream().map(Party::agency).toList();
        return outgoingReports.recallUnsent(about, from, draft.header().reason());
    }

    private Instant expires(Draft draft) {
        Instant now = clock.instant();
        Instant requested = draft.expires();
        Instant expires = requested == null ? now.plus(times.expires()) : requested;
        if (!expires.isAfter(now)) {
            throw new Refused(Fault.FIELD_INVALID, "expires", expires.toString());
        }
        return expires;
    }

    /**
     * Checks the number of parts and the room of the store before anything is written, so that no document stops
     * halfway.
     */
    private void checkSize(Draft draft) {
        int parts = draft.plainParts().size();
        if (parts > limits.parts()) {
            throw new Refused(Fault.TOO_MANY_PARTS, Integer.toString(parts), Integer.toString(limits.parts()));
        }
        long size = draft.plainParts().stream().mapToLong(PlainPart::size).sum();
        if (size <= limits.inlineBytes()) {
            return;
        }
        long held = repositories.ledger().read(repositories.stored()::charged);
        if (held + size > limits.storeBytes()) {
            repositories.ledger().storeRelaxed("submit.full", tx -> {
                repositories.timeline().alarm(tx, Fault.STORE_FULL, self.value(), Long.toString(held));
            });
            throw new Refused(Fault.STORE_FULL, Long.toString(held), Long.toString(limits.storeBytes()));
        }
    }

    private Party sender(Submission submission, Draft draft, Directory directory) {
        AgencyCode from = draft.header().from().code();
        Agency agency = directory.agency(from).orElseThrow(() -> new Refused(Fault.SENDER_NOT_HERE, from.value()));
        Agency caller = directory
                .agency(submission.caller())
                .orElseThrow(() ->
                        new Refused(Fault.SENDER_NOT_HERE, submission.caller().value()));
        if (!agency.code().equals(caller.code()) || !self.equals(agency.node())) {
            throw new Refused(Fault.SENDER_NOT_HERE, from.value());
        }
        if (!agency.maySend() || !agency.openAt(clock.instant())) {
            throw new Refused(Fault.AGENCY_CLOSED, from.value());
        }
        if (draft.header().secret()) {
            throw new Refused(Fault.SECRET_MARK);
        }
        return new Party(agency.code(), self);
    }

    private List<Party> recipients(Draft draft, Directory directory) {
        List<AgencyCode> codes = draft.header().to().stream()
                .map(BusinessHeader.HeaderParty::code)
                .toList();
        return Addressees.of(codes, limits.recipients(), directory, clock.instant());
    }

    /**
     * The names by which a repeat is recognized, each with the fault for a different content under it. A document's own
     * identifier names new documents only: an update carries the identifier of what it updates, so its fingerprint is
     * part of the name.
     */
    private static Map<String, Fault> names(Submission submission, Draft draft, AgencyCode sender, Instant now) {
        Map<String, Fault> names = new LinkedHashMap<>();
        String key = submission.key();
        if (key != null) {
            names.put("key:" + sender + ":" + key, Fault.KEY_REUSED);
        }
        boolean own = submission instanceof Submission.Edxml
                || (submission instanceof Submission.Letter letter && letter.documentId() != null);
        Operation operation = draft.header().operation();
        String document = sender + ":" + draft.header().documentId();
        if (own && operation == Operation.NEW) {
            names.put("new:" + document, Fault.DOCUMENT_CONFLICT);
        } else if (own) {
            names.put(operation + ":" + document + ":" + draft.fingerprint(), Fault.DOCUMENT_CONFLICT);
        } else if (isUnnamed(submission)) {
            names.put(contentName(draft, sender, now), Fault.DOCUMENT_CONFLICT);
        }
        return names;
    }

    /**
     * Whether the letter has neither key nor identifier. The same content soon again is then a retry of a caller that
     * got no answer.
     */
    private static boolean isUnnamed(Submission submission) {
        return submission instanceof Submission.Letter letter && letter.key() == null && letter.documentId() == null;
    }

    private static String contentName(Draft draft, AgencyCode sender, Instant when) {
        return "letter:" + sender + ":" + when.getEpochSecond() / REPEAT_WINDOW.toSeconds() + ":" + draft.fingerprint();
    }

    private Optional<Acceptance> known(Tx tx, Map<String, Fault> names, Digest fingerprint) {
        Optional<Acceptance> answer = Optional.empty();
        for (var name : names.entrySet()) {
            Optional<Submissions.StoredSubmission> made =
                    repositories.submissions().find(tx, name.getKey());
            if (made.isPresent() && !made.get().fingerprint().equals(fingerprint)) {
                throw new Refused(name.getValue(), made.get().document().toString());
            }
            if (made.isPresent()) {
                answer = Optional.of(new Acceptance(made.get().document(), true));
            }
        }
        return answer;
    }

    /**
     * Records a refusal: its code and nothing of the content, within the caller's {@link RefusalQuota}; a conflict
     * raises an alarm too. The caller gets the same answer whether it could be recorded or not.
     */
    private void recordRefusal(Submission submission, Refused refused) {
        AgencyCode caller = submission.caller();
        boolean conflict = refused.fault() == Fault.KEY_REUSED || refused.fault() == Fault.DOCUMENT_CONFLICT;
        RefusalQuota.Answer answer = refusals.next(caller.value(), 0);
        if (answer == RefusalQuota.Answer.DROP && !conflict) {
            return;
        }
        try {
            repositories.ledger().storeRelaxed("submit.refused", tx -> {
                if (answer == RefusalQuota.Answer.KEEP) {
                    rejected(tx, caller, refused);
                } else if (answer == RefusalQuota.Answer.QUOTA_REACHED) {
                    repositories
                            .timeline()
                            .alarm(tx, Fault.TOO_MANY_REQUESTS, caller.value(), "refusals, no longer recorded");
                }
                if (conflict) {
                    repositories
                            .timeline()
                            .alarm(tx, refused.fault(), caller.value(), String.join(", ", refused.values()));
                }
            });
        } catch (TryLater e) {
            log.warn("a refusal of {} is not recorded: {}", caller, e.getMessage());
        }
    }

    private void rejected(Tx tx, AgencyCode caller, Refused refused) {
        repositories.timeline().refusal(tx, caller, refused);
        issuer.rejected(
                tx,
                EnvelopeId.next(clock),
                new Party(caller, self),
                refused.fault(),
                String.join(", ", refused.values()));
    }
}
