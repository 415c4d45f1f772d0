package vn.antin.door.soap;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
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

/** The node behind the SOAP door in these tests: records its calls in memory and seals nothing. */
final class SoapNode implements Bus {

    static final AgencyCode HOME_AFFAIRS = new AgencyCode("H06.11");
    static final AgencyCode HEALTH = new AgencyCode("H06.12");
    static final Instant NOON = Instant.parse("2026-11-24T05:00:00Z");
    static final UUID LEASE = new UUID(1, 2);

    final List<Submission> submitted = new CopyOnWriteArrayList<>();
    final List<Digest> files = new CopyOnWriteArrayList<>();
    final List<String> handovers = new CopyOnWriteArrayList<>();
    final List<Offer> arrived = new CopyOnWriteArrayList<>();
    final List<Contents.OpenedContent> parts = new CopyOnWriteArrayList<>();
    final Map<EnvelopeId, DocumentView> documents = new ConcurrentHashMap<>();
    final Map<String, EnvelopeId> keys = new ConcurrentHashMap<>();
    volatile @Nullable RuntimeException broken;

    @Override
    public Acceptance forward(Forwarding.ForwardRequest request) {
        throw new IllegalStateException("this door forwards nothing");
    }

    @Override
    public List<Refused> faults(Submission submission) {
        return List.of();
    }

    @Override
    public List<TransferView.Crossing> crossings(EnvelopeId id) {
        return List.of();
    }

    @Override
    public Optional<Outbox.OutboxPosition> queue(EnvelopeId id) {
        return Optional.empty();
    }

    @Override
    public List<TimelineEvent> events(EnvelopeId id) {
        return List.of(new TimelineEvent(2, id, NOON, "REJECTED", HEALTH, "ANTIN-2013", "closed\uFFFE"));
    }

    @Override
    public List<DocumentView.ReceiptLine> receipts(EnvelopeId id) {
        return List.of(receipt("SubmissionAcceptance", "<receipt/>".getBytes(UTF_8)), receipt("RelayAcceptance", null));
    }

    @Override
    public List<Reports.StoredReport> reports(EnvelopeId id) {
        return List.of();
    }

    @Override
    public List<EnvelopeId> sent(AgencyCode agency, int atMost) {
        return List.of();
    }

    @Override
    public int waiting(AgencyCode agency, boolean reports) {
        return 0;
    }

    @Override
    public void acknowledge(EnvelopeId id, AgencyCode agency, UUID lease, String by) {
        end(id, lease, "taken by " + by);
    }

    @Override
    public void giveBack(EnvelopeId id, AgencyCode agency, UUID lease, String reason, boolean last) {
        end(id, lease, (last ? "refused: " : "returned: ") + reason);
    }

    @Override
    public EdxmlPackage hollow(EnvelopeId id) {
        return new EdxmlPackage(header(id), List.of(), new byte[0]);
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

    private static DocumentView.ReceiptLine receipt(String event, byte @Nullable [] xml) {
        return new DocumentView.ReceiptLine(event, 1, HEALTH, new NodeId("so-noi-vu"), NOON, xml, xml != null, null);
    }

    @Override
    public BusinessHeader header(EnvelopeId id) {
        return BusinessHeader.letter(
                new BusinessHeader.HeaderParty(HOME_AFFAIRS, "Sở Nội vụ"),
                List.of(new BusinessHeader.HeaderParty(HEALTH, "Sở Y tế")),
                id.toString(),
                "12",
                "SNV-VP",
                LocalDate.of(2026, 3, 2),
                new BusinessHeader.DocumentType(2, 18, "Công văn"),
                "V/v thử nghiệm");
    }

    @Override
    public Acceptance submit(Submission submission) {
        RuntimeException failure = broken;
        if (failure != null) {
            throw failure;
        }
        if (submission instanceof Submission.Letter letter) {
            // Twice, as the node reads them.
            letter.files().forEach(file -> digest(file));
            letter.files().forEach(file -> files.add(digest(file)));
        }
        submitted.add(submission);
        String key = submission.key() == null ? UUID.randomUUID().toString() : submission.key();
        EnvelopeId id = new EnvelopeId(UUID.randomUUID());
        EnvelopeId known = keys.putIfAbsent(key, id);
        EnvelopeId told = known == null ? id : known;
        documents.put(told, view(told, submission.caller()));
        return new Acceptance(told, known != null);
    }

    private static Digest digest(Submission.Enclosure file) {
        MessageDigest sha = Digest.newSha256();
        try (InputStream in = new DigestInputStream(file.content().open(), sha)) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Digest.of(sha.digest());
    }

    /** A document of the home affairs department to the health department. */
    EnvelopeId known() {
        EnvelopeId id = new EnvelopeId(UUID.randomUUID());
        documents.put(id, view(id, HOME_AFFAIRS));
        return id;
    }

    private static DocumentView view(EnvelopeId id, AgencyCode sender) {
        return new DocumentView(
                id,
                Direction.OUT,
                sender,
                "15/SNV-VP",
                "V/v báo cáo \u0001",
                Urgency.NORMAL,
                Operation.NEW,
                NOON,
                NOON.plusSeconds(86_400),
                List.of(new DocumentView.CopyView(
                        1, HEALTH, new NodeId("so-y-te"), CopyState.CONSIGNED, NOON, false, null, null)));
    }

    @Override
    public Optional<DocumentView> document(EnvelopeId id, Set<AgencyCode> agencies) {
        return Optional.ofNullable(documents.get(id))
                .filter(view -> agencies.contains(view.sender())
                        || view.copies().stream().anyMatch(copy -> agencies.contains(copy.agency())));
    }

    @Override
    public Contents.OpenedContent part(EnvelopeId id, int number) {
        if (number > parts.size()) {
            throw new Refused(Fault.DOCUMENT_NOT_FOUND, id + ", part " + number);
        }
        return parts.get(number - 1);
    }

    @Override
    public List<Offer> lease(Set<AgencyCode> agencies, int atMost) {
        List<Offer> leased = new ArrayList<>();
        for (Offer offer : List.copyOf(arrived)) {
            if (leased.size() < atMost && agencies.contains(offer.recipient()) && arrived.remove(offer)) {
                leased.add(offer);
            }
        }
        return leased;
    }

    private void end(EnvelopeId id, UUID lease, String what) {
        if (!lease.equals(LEASE)) {
            throw new Refused(Fault.LEASE_NOT_HELD, id.toString());
        }
        handovers.add(id + " " + what);
    }

    static Offer offer() {
        return new Offer(
                new EnvelopeId(UUID.randomUUID()),
                HOME_AFFAIRS,
                HEALTH,
                "15/SNV-VP",
                "V/v báo cáo",
                Urgency.URGENT,
                Operation.NEW,
                NOON,
                NOON.plusSeconds(86_400),
                LEASE,
                NOON.plusSeconds(300),
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
                List.of(new Agency(
                        HEALTH,
                        List.of(new AgencyCode("000.00.12.H06")),
                        "Sở Y tế",
                        new NodeId("so-y-te"),
                        null,
                        2,
                        10,
                        null,
                        null,
                        null,
                        true,
                        true,
                        null,
                        null)),
                List.of(),
                List.of()));
    }
}
