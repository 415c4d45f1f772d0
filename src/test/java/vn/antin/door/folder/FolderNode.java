package vn.antin.door.folder;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.antin.deliver.Contents;
import vn.antin.deliver.Offer;
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

/** The node behind the folder in these tests: in memory, with the node's guarantees, and it outlives every door. */
final class FolderNode implements Bus {

    static final AgencyCode HEALTH = new AgencyCode("H06.12");
    static final AgencyCode FINANCE = new AgencyCode("H06.13");

    /** Content of longer files is not kept, only their size. */
    private static final int SHOWN = 1 << 20;

    final List<Submission> submitted = new ArrayList<>();
    final List<Map<String, String>> files = new ArrayList<>();
    final List<String> handovers = new ArrayList<>();
    final List<DocumentView.ReceiptLine> receipts = new ArrayList<>();
    final Map<EnvelopeId, Map<String, byte[]>> arrived = new LinkedHashMap<>();
    final Map<EnvelopeId, UUID> leases = new HashMap<>();
    final Map<String, EnvelopeId> keys = new HashMap<>();
    CopyState state = CopyState.SENT;

    @Nullable
    RuntimeException broken;

    @Nullable
    RuntimeException brokenPart;

    int asked;

    private final Clock clock;

    FolderNode(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Acceptance forward(Forwarding.ForwardRequest request) {
        return new Acceptance(request.document().id(), false);
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
        return List.of();
    }

    @Override
    public List<DocumentView.ReceiptLine> receipts(EnvelopeId id) {
        return List.copyOf(receipts);
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
    public void giveBack(EnvelopeId id, AgencyCode agency, UUID lease, String reason, boolean last) {
        handovers.add("returned " + id);
    }

    @Override
    public BusinessHeader header(EnvelopeId id) {
        throw new Refused(Fault.DOCUMENT_NOT_FOUND, id.toString());
    }

    @Override
    public Contents.OpenedContent edxml(EnvelopeId id) {
        return Contents.OpenedContent.of(id + ".edxml", "application/xml", "<edXML/>".getBytes(UTF_8));
    }

    @Override
    public byte[] evidence(EnvelopeId id) {
        return new byte[0];
    }

    @Override
    public Directory directory() {
        Instant now = clock.instant();
        return new Directory(Edition.first("Tỉnh", now, now.plus(Duration.ofDays(1)))
                .withNode(new NodeEntry(new NodeId("hub"), true, List.of())));
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
    public Acceptance submit(Submission submission) {
        asked++;
        if (broken != null) {
            throw broken;
        }
        EnvelopeId known = keys.get(submission.key());
        if (known != null) {
            return new Acceptance(known, true);
        }
        EnvelopeId id = new EnvelopeId(UUID.randomUUID());
        keys.put(Objects.requireNonNull(submission.key()), id);
        submitted.add(submission);
        if (submission instanceof Submission.Letter letter) {
            Map<String, String> read = new LinkedHashMap<>();
            letter.files().forEach(file -> read.put(file.name(), text(file)));
            files.add(read);
        }
        return new Acceptance(id, false);
    }

    private static String text(Submission.Enclosure file) {
        try (InputStream in = file.content().open()) {
            byte[] begin = in.readNBytes(SHOWN);
            long more = in.transferTo(OutputStream.nullOutputStream());
            return more > 0 ? begin.length + more + " bytes" : new String(begin, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<DocumentView> document(EnvelopeId id, Set<AgencyCode> agencies) {
        if (!keys.containsValue(id) || !agencies.contains(FINANCE)) {
            return Optional.empty();
        }
        return Optional.of(new DocumentView(
                id,
                Direction.OUT,
                FINANCE,
                "15/STC",
                "V/v báo cáo",
                Urgency.NORMAL,
                Operation.NEW,
                clock.instant(),
                clock.instant(),
                List.of(new DocumentView.CopyView(
                        1, HEALTH, new NodeId("so-y-te"), state, clock.instant(), false, null, null))));
    }

    void receipt(String event, @Nullable String xml, boolean stamped) {
        receipts.removeIf(line -> line.event().equals(event));
        receipts.add(new DocumentView.ReceiptLine(
                event,
                1,
                HEALTH,
                new NodeId("hub"),
                clock.instant(),
                xml == null ? null : xml.getBytes(UTF_8),
                stamped,
                stamped ? clock.instant() : null));
    }

    /** A document arrives for the agency, with these files. */
    EnvelopeId arrives(Map<String, byte[]> parts) {
        EnvelopeId id = new EnvelopeId(UUID.randomUUID());
        arrived.put(id, new LinkedHashMap<>(parts));
        return id;
    }

    /** Ends every lease. */
    void offerAgain() {
        leases.clear();
    }

    @Override
    public List<Offer> lease(Set<AgencyCode> agencies, int atMost) {
        List<Offer> offers = new ArrayList<>();
        for (EnvelopeId id : arrived.keySet()) {
            if (offers.size() < atMost && agencies.contains(FINANCE) && !leases.containsKey(id)) {
                leases.put(id, UUID.randomUUID());
                offers.add(offer(id));
            }
        }
        return offers;
    }

    private Offer offer(EnvelopeId id) {
        List<InnerManifest.Content> parts = new ArrayList<>();
        Objects.requireNonNull(arrived.get(id))
                .forEach((name, bytes) -> parts.add(new InnerManifest.Content(
                        parts.size() + 1,
                        name,
                        "application/pdf",
                        Digest.sha256(bytes),
                        bytes.length,
                        InnerManifest.Packing.NONE)));
        return new Offer(
                id,
                HEALTH,
                FINANCE,
                "7/SYT",
                "V/v trả lời",
                Urgency.URGENT,
                Operation.NEW,
                clock.instant(),
                clock.instant(),
                Objects.requireNonNull(leases.get(id)),
                clock.instant().plusSeconds(300),
                1,
                parts,
                null,
                null,
                Optional.empty());
    }

    @Override
    public EdxmlPackage hollow(EnvelopeId id) {
        BusinessHeader header = BusinessHeader.letter(
                new BusinessHeader.HeaderParty(HEALTH, "Sở Y tế"),
                List.of(new BusinessHeader.HeaderParty(FINANCE, "Sở Tài chính")),
                "7/SYT",
                "7",
                "SYT",
                java.time.LocalDate.of(2026, 3, 2),
                new BusinessHeader.DocumentType(2, 18, "Công văn"),
                "V/v trả lời " + id);
        return new EdxmlPackage(header, List.of(), new byte[0]);
    }

    @Override
    public Contents.OpenedContent part(EnvelopeId id, int number) {
        if (brokenPart != null) {
            throw brokenPart;
        }
        var part =
                List.copyOf(Objects.requireNonNull(arrived.get(id)).entrySet()).get(number - 1);
        return Contents.OpenedContent.of(part.getKey(), "application/pdf", part.getValue());
    }

    @Override
    public void acknowledge(EnvelopeId id, AgencyCode agency, UUID lease, String by) {
        if (!arrived.containsKey(id) || !lease.equals(leases.get(id))) {
            throw new Refused(Fault.LEASE_NOT_HELD, id.toString());
        }
        arrived.remove(id);
        handovers.add(id + " " + by);
    }
}
