package vn.antin.door.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.antin.deliver.Contents;
import vn.antin.deliver.Offer;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.directory.Edition;
import vn.antin.directory.NodeEntry;
import vn.antin.door.Bus;
import vn.antin.edxml.BusinessHeader;
import vn.antin.edxml.EdxmlPackage;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.InnerManifest;
import vn.antin.envelope.Mode;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Operation;
import vn.antin.envelope.Urgency;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.Direction;
import vn.antin.ledger.Outbox;
import vn.antin.ledger.Reports;
import vn.antin.ledger.TimelineEvent;
import vn.antin.ledger.query.DocumentView;
import vn.antin.parts.TransferView;
import vn.antin.submit.Acceptance;
import vn.antin.submit.Forwarding;
import vn.antin.submit.Submission;

/** The node behind the door in these tests: records its calls in memory and seals nothing. */
public final class RestNode implements Bus {

    public static final AgencyCode HOME_AFFAIRS = new AgencyCode("H06.11");
    static final AgencyCode HEALTH = new AgencyCode("H06.12");
    static final AgencyCode FINANCE = new AgencyCode("H06.13");
    static final Instant NOON = Instant.parse("2026-11-24T05:00:00Z");

    final List<Submission> submitted = new CopyOnWriteArrayList<>();
    final List<Forwarding.ForwardRequest> forwarded = new CopyOnWriteArrayList<>();
    final List<String> files = new CopyOnWriteArrayList<>();
    final List<String> handovers = new CopyOnWriteArrayList<>();
    final Queue<Offer> arrived = new ConcurrentLinkedQueue<>();
    public final Map<EnvelopeId, DocumentView> documents = new ConcurrentHashMap<>();
    final Map<String, EnvelopeId> keys = new ConcurrentHashMap<>();
    volatile Function<Submission, List<Refused>> faults = submission -> List.of();
    volatile List<TransferView.Crossing> crossings = List.of();
    volatile @Nullable RuntimeException broken;
    public volatile Contents.OpenedContent part =
            Contents.OpenedContent.of("Báo cáo.pdf", "application/pdf", new byte[0]);

    @Override
    public List<Refused> faults(Submission submission) {
        return faults.apply(submission);
    }

    @Override
    public List<TransferView.Crossing> crossings(EnvelopeId id) {
        return crossings;
    }

    @Override
    public Optional<Outbox.OutboxPosition> queue(EnvelopeId id) {
        return Optional.of(new Outbox.OutboxPosition(3, 1, NOON));
    }

    @Override
    public List<TimelineEvent> events(EnvelopeId id) {
        return List.of(
                new TimelineEvent(1, id, NOON, "ACCEPTED", null, null, null),
                new TimelineEvent(2, id, NOON, "REJECTED", HEALTH, "ANTIN-2013", "closed"));
    }

    @Override
    public List<DocumentView.ReceiptLine> receipts(EnvelopeId id) {
        return List.of(
                new DocumentView.ReceiptLine(
                        "SubmissionAcceptance", 1, HEALTH, new NodeId("so-noi-vu"), NOON, new byte[] {'<'}, true, NOON),
                new DocumentView.ReceiptLine("RelayAcceptance", 1, HEALTH, new NodeId("hub"), NOON, null, false, null));
    }

    @Override
    public List<Reports.StoredReport> reports(EnvelopeId id) {
        return List.of();
    }

    @Override
    public List<EnvelopeId> sent(AgencyCode agency, int atMost) {
        return List.copyOf(documents.keySet());
    }

    @Override
    public int waiting(AgencyCode agency, boolean reports) {
        assertThat(agency).isEqualTo(HEALTH);
        return reports ? 2 : 7;
    }

    @Override
    public void acknowledge(EnvelopeId id, AgencyCode agency, UUID lease, String by) {
        end(id, agency, lease, "taken by " + by);
    }

    @Override
    public void giveBack(EnvelopeId id, AgencyCode agency, UUID lease, String reason, boolean last) {
        end(id, agency, lease, (last ? "refused: " : "returned: ") + reason);
    }

    @Override
    public EdxmlPackage hollow(EnvelopeId id) {
        return new EdxmlPackage(header(id), List.of(), new byte[0]);
    }

    @Override
    public Contents.OpenedContent part(EnvelopeId id, int number) {
        return part;
    }

    @Override
    public Contents.OpenedContent edxml(EnvelopeId id) {
        return Contents.OpenedContent.of(id + ".edxml", "application/xml", "<edXML/>".getBytes(UTF_8));
    }

    @Override
    public byte[] evidence(EnvelopeId id) {
        return new byte[] {'P', 'K'};
    }

    @Override
    public byte[] sealPdf(byte[] pdf) {
        return pdf;
    }

    @Override
    public Mode mode() {
        return Mode.PRODUCTION;
    }

    @Override
    public BusinessHeader header(EnvelopeId id) {
        BusinessHeader.HeaderParty from = new BusinessHeader.HeaderParty(FINANCE, "Sở Tài chính");
        BusinessHeader.HeaderParty to = new BusinessHeader.HeaderParty(HEALTH, "Sở Y tế");
        return BusinessHeader.letter(
                from,
                List.of(to),
                id.toString(),
                "12",
                "SNV-VP",
                java.time.LocalDate.of(2026, 3, 2),
                new BusinessHeader.DocumentType(2, 18, "Công văn"),
                "V/v thử nghiệm");
    }

    private void fail() {
        RuntimeException failure = broken;
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public Acceptance forward(Forwarding.ForwardRequest request) {
        fail();
        forwarded.add(request);
        EnvelopeId id = new EnvelopeId(UUID.randomUUID());
        documents.put(id, view(id, request.document().sender()));
        return new Acceptance(id, false);
    }

    /** The files can be read only while the letter is submitted. */
    private static String text(Submission.Enclosure file) {
        try (InputStream in = file.content().open()) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Acceptance submit(Submission submission) {
        fail();
        List<Refused> found = faults.apply(submission);
        if (!found.isEmpty()) {
            throw Refused.of(found);
        }
        submitted.add(submission);
        if (submission instanceof Submission.Letter letter) {
            letter.files().forEach(file -> files.add(text(file)));
        }
        String key = submission.key();
        EnvelopeId known = key == null ? null : keys.get(key);
        EnvelopeId id = known == null ? new EnvelopeId(UUID.randomUUID()) : known;
        if (key != null) {
            keys.put(key, id);
        }
        documents.put(id, view(id, submission.caller()));
        return new Acceptance(id, known != null);
    }

    public static DocumentView view(EnvelopeId id, AgencyCode sender) {
        return new DocumentView(
                id,
                Direction.OUT,
                sender,
                "15/SNV-VP",
                "V/v báo cáo",
                Urgency.NORMAL,
                Operation.NEW,
                NOON,
                NOON.plusSeconds(86_400),
                List.of(
                        new DocumentView.CopyView(
                                1, HEALTH, new NodeId("so-y-te"), CopyState.CONSIGNED, NOON, false, null, null),
                        new DocumentView.CopyView(
                                2, FINANCE, new NodeId("so-tai-chinh"), CopyState.ACCEPTED, NOON, true, null, null)));
    }

    @Override
    public Optional<DocumentView> document(EnvelopeId id, Set<AgencyCode> agencies) {
        return Optional.ofNullable(documents.get(id))
                .filter(view -> agencies.contains(view.sender())
                        || view.copies().stream().anyMatch(copy -> agencies.contains(copy.agency())));
    }

    @Override
    public List<Offer> lease(Set<AgencyCode> agencies, int atMost) {
        fail();
        List<Offer> leased = new ArrayList<>();
        for (Offer offer : List.copyOf(arrived)) {
            if (leased.size() < atMost && agencies.contains(offer.recipient()) && arrived.remove(offer)) {
                leased.add(offer);
            }
        }
        return leased;
    }

    private void end(EnvelopeId id, AgencyCode agency, UUID lease, String what) {
        UUID held = agency.equals(HEALTH) ? new UUID(1, 2) : new UUID(5, 6);
        if (!lease.equals(held)) {
            throw new Refused(Fault.LEASE_NOT_HELD, id.toString());
        }
        handovers.add(id + " " + what);
    }

    static Offer offer() {
        return offer(new EnvelopeId(UUID.randomUUID()), NOON.plusSeconds(300));
    }

    static Offer offer(EnvelopeId id, Instant until) {
        return new Offer(
                id,
                HOME_AFFAIRS,
                HEALTH,
                "15/SNV-VP",
                "V/v báo cáo",
                Urgency.URGENT,
                Operation.NEW,
                NOON,
                NOON.plusSeconds(86_400),
                new UUID(1, 2),
                until,
                1,
                List.of(new InnerManifest.Content(
                        1, "Báo cáo.pdf", "application/pdf", Digest.sha256(), 0, InnerManifest.Packing.NONE)),
                null,
                null,
                Optional.empty());
    }

    @Override
    public Directory directory() {
        return new Directory(new Edition(
                42,
                "Bà Rịa – Vũng Tàu",
                NOON,
                NOON.plusSeconds(86_400),
                List.of(
                        new NodeEntry(new NodeId("hub"), true, List.of()),
                        new NodeEntry(new NodeId("so-y-te"), false, List.of())),
                List.of(
                        agency(HEALTH, "Sở Y tế", "000.00.12.H06", new NodeId("so-y-te")),
                        agency(FINANCE, "Sở Tài chính", "000.00.13.H06", null)),
                List.of(),
                List.of()));
    }

    private static Agency agency(AgencyCode code, String name, String alias, @Nullable NodeId node) {
        return new Agency(
                code,
                List.of(new AgencyCode(alias)),
                name,
                node,
                null,
                2,
                10,
                null,
                null,
                null,
                true,
                true,
                null,
                null);
    }
}
