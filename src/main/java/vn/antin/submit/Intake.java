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
import vn.antin.ledger.RefusalQuota;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.Submissions;
import vn.antin.ledger.db.Duplicate;
import vn.antin.ledger.db.Tx;
import vn.antin.log.Issuer;
import vn.antin.parts.PartStore;

/** Takes in what an agency sends: checks it, encrypts and seals it once, and stores it durably with its outbox row. */
public final class Intake {

    private static final Logger log = LoggerFactory.getLogger(Intake.class);

    /**
     * What one submission may be.
     *
     * @param packageBytes bytes of an edXML package as it is handed in
     * @param signatures the rules by which a signature within such a package is checked
     * @param inlineBytes encrypted bytes of all parts that ride with the envelope
     * @param storeBytes what the part store may hold
     */
    public record Limits(
            int packageBytes,
            PackageSignature.Policy signatures,
            int inlineBytes,
            int parts,
            int recipients,
            long storeBytes) {}

    /**
     * The times a document starts with.
     *
     * @param expires when the caller says nothing else
     * @param relayed until the hub's receipt is late
     * @param urgent the same for an urgent document
     */
    public record Times(Duration expires, Duration relayed, Duration urgent) {}

    /** What the configuration says about submitting. */
    public record Settings(Limits limits, Times times) {}

    /** A letter without any name of its own is the same again at least so long. */
    private static final Duration SAME = Duration.ofMinutes(15);

    private final NodeId self;
    private final Repositories repositories;
    private final DirectoryEditions directories;
    private final Issuer issuer;
    private final EnvelopeBuilder wrapping;
    private final PartStore store;
    private final SubmissionWriter outgoing;
    private final OutgoingReports reporting;
    private final Settings settings;
    private final Limits limits;
    private final Times times;
    private final Clock clock;
    private final RefusalQuota refusals;

    public Intake(
            Repositories repositories,
            DirectoryEditions directories,
            Issuer issuer,
            EnvelopeBuilder wrapping,
            PartStore store,
            Settings settings,
            Clock clock) {
        this.self = repositories.log().self();
        this.repositories = repositories;
        this.directories = directories;
        this.issuer = issuer;
        this.wrapping = wrapping;
        this.store = store;
        this.outgoing = new SubmissionWriter(repositories, issuer, settings.times(), clock);
        this.reporting = new OutgoingReports(repositories, issuer);
        this.settings = settings;
        this.limits = settings.limits();
        this.times = settings.times();
        this.clock = clock;
        this.refusals = new RefusalQuota(clock);
    }

    /** For documents that go to more recipients later. */
    public Forwarding forwarding() {
        return new Forwarding(repositories, directories, issuer, wrapping, store, settings, clock);
    }

    /** Durable when it returns; the same key with the same content gets the first answer again. */
    public Acceptance accept(Submission submission) {
        try {
            return take(submission);
        } catch (Refused refused) {
            note(submission, refused);
            throw refused;
        }
    }

    /** All faults of a submission, nothing stored; empty if it would be accepted. */
    public List<Refused> faults(Submission submission) {
        try {
            Directory directory = directories.current();
            Draft draft = Draft.of(submission, limits, directory, clock);
            sender(submission, draft, directory);
            expires(draft);
            fits(draft);
            wrapping.check(recipients(draft, directory), directory, clock.instant());
            return List.of();
        } catch (Refused refused) {
            return refused.all();
        }
    }

    private Acceptance take(Submission submission) {
        Directory directory = directories.current();
        if (directory.expiredAt(clock.instant().minus(Duration.ofDays(30)))) {
            throw new Refused(Fault.DIRECTORY_EXPIRED, directory.expires().toString());
        }
        Draft draft = Draft.of(submission, limits, directory, clock);
        Party sender = sender(submission, draft, directory);
        Instant now = clock.instant();
        Map<String, Fault> names = names(submission, draft, sender.agency(), now);
        Map<String, Fault> asked = new LinkedHashMap<>(names);
        if (nameless(submission)) {
            asked.put(letter(draft, sender.agency(), now.minus(SAME)), Fault.DOCUMENT_CONFLICT);
        }
        if (repositories
                .ledger()
                .read(tx -> known(tx, asked, draft.fingerprint()))
                .isPresent()) {
            // What was read may not be durable yet, and an answer must be.
            return repositories
                    .ledger()
                    .commit("submit.repeat", tx -> known(tx, asked, draft.fingerprint()))
                    .orElseThrow();
        }
        repositories.ledger().requireRoom("submit");
        List<Party> recipients = recipients(draft, directory);
        EnvelopeId about = reporting.about(submission, draft.header(), sender);
        if (about != null && draft.header().operation() == Operation.RECALL && takenBack(about, recipients, draft)) {
            return new Acceptance(about, false);
        }
        EnvelopeId id = EnvelopeId.next(clock);
        Instant expires = expires(draft);
        fits(draft);
        EnvelopeBuilder.Wrapped wrapped =
                wrapping.wrap(id, draft, sender, recipients, about, directory, clock.instant(), expires);
        TraceId trace = TraceId.ofCall().orElse(null);
        try {
            repositories.ledger().store("submit", tx -> {
                names.keySet().forEach(name -> repositories.submissions().add(tx, name, draft.fingerprint(), id));
                outgoing.store(
                        tx, wrapped, draft.header().documentId(), draft.header().subject(), trace);
                reporting.leaves(tx, wrapped.envelope(), draft.header(), !(submission instanceof Submission.Edxml));
            });
            return new Acceptance(id, false);
        } catch (Refused e) {
            wrapped.stored().forEach(store::delete);
            throw e;
        } catch (Duplicate e) {
            wrapped.stored().forEach(store::delete);
            // Another caller with the same name was faster: its document is the answer, or the refusal.
            return repositories
                    .ledger()
                    .commit("submit.repeat", tx -> known(tx, names, draft.fingerprint()))
                    .orElseThrow(() -> e);
        }
    }

    private boolean takenBack(EnvelopeId about, List<Party> recipients, Draft draft) {
        List<AgencyCode> from = recipients.stream().map(Party::agency).toList();
        return reporting.takenBack(about, from, draft.header().reason());
    }

    private Instant expires(Draft draft) {
        Instant now = clock.instant();
        Instant asked = draft.expires();
        Instant expires = asked == null ? now.plus(times.expires()) : asked;
        if (!expires.isAfter(now)) {
            throw new Refused(Fault.FIELD_INVALID, "expires", expires.toString());
        }
        return expires;
    }

    /** What is under way is finished whatever comes: room is looked for before anything is written. */
    private void fits(Draft draft) {
        int parts = draft.pieces().size();
        if (parts > limits.parts()) {
            throw new Refused(Fault.TOO_MANY_PARTS, Integer.toString(parts), Integer.toString(limits.parts()));
        }
        long size = draft.pieces().stream().mapToLong(PlainPart::size).sum();
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
     * Under which names a repeat is known, and what it is to find another content there. A document's own identifier
     * names only what is new: an update carries the identifier of what it updates, so its content is part of the name.
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
        } else if (nameless(submission)) {
            names.put(letter(draft, sender, now), Fault.DOCUMENT_CONFLICT);
        }
        return names;
    }

    /** Nothing names it: the same words and files soon after each other are a caller who heard no answer. */
    private static boolean nameless(Submission submission) {
        return submission instanceof Submission.Letter letter && letter.key() == null && letter.documentId() == null;
    }

    private static String letter(Draft draft, AgencyCode sender, Instant when) {
        return "letter:" + sender + ":" + when.getEpochSecond() / SAME.toSeconds() + ":" + draft.fingerprint();
    }

    private Optional<Acceptance> known(Tx tx, Map<String, Fault> names, Digest fingerprint) {
        Optional<Acceptance> answer = Optional.empty();
        for (var name : names.entrySet()) {
            Optional<Submissions.Made> made = repositories.submissions().find(tx, name.getKey());
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
     * A refusal leaves its code and nothing of the content, as often as {@link RefusalQuota} allows one caller; a conflict
     * is also for a person to look at. Whether it could be noted changes nothing for the caller.
     */
    private void note(Submission submission, Refused refused) {
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
                } else if (answer == RefusalQuota.Answer.SAY_MORE) {
                    repositories
                            .timeline()
                            .alarm(tx, Fault.TOO_MANY_REQUESTS, caller.value(), "refusals, no longer noted");
                }
                if (conflict) {
                    repositories
                            .timeline()
                            .alarm(tx, refused.fault(), caller.value(), String.join(", ", refused.values()));
                }
            });
        } catch (TryLater e) {
            log.warn("a refusal of {} is not noted: {}", caller, e.getMessage());
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
