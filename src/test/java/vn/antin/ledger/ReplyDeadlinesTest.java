package vn.antin.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.edxml.BusinessHeader;
import vn.antin.edxml.StatusCode;
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
import vn.antin.ledger.ReplyDeadlines.ExpectedReply;
import vn.antin.ledger.ReplyDeadlines.ReplyKind;
import vn.antin.ledger.db.LedgerSamples;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.query.DocumentLine;
import vn.antin.ledger.query.DocumentView;
import vn.antin.ledger.query.ListFilter;
import vn.antin.ledger.query.Lists;
import vn.antin.ledger.query.Views;

/** An expected reply is listed as late after its deadline, until it is given. */
class ReplyDeadlinesTest {

    private static final AgencyCode HOME = new AgencyCode("H06.11");
    private static final AgencyCode HEALTH = new AgencyCode("H06.12");
    private static final AgencyCode FINANCE = new AgencyCode("H06.13");

    @TempDir
    Path folder;

    private LedgerSamples offered;

    @BeforeEach
    void open() {
        offered = new LedgerSamples(folder);
    }

    @AfterEach
    void close() {
        offered.ledger().close();
    }

    @Test
    void a_sender_sees_who_has_not_confirmed_until_each_has() {
        EnvelopeId id = owedBy(offered.sent("H06.11", "V/v thử", "H06.12", "H06.13"), Direction.OUT, HEALTH, FINANCE);
        assertThat(overdue(HOME, true)).isEmpty();

        tellAll();

        assertThat(overdue(HOME, true)).containsExactly(id);
        assertThat(late(id, HOME)).containsExactly(true, true);
        said(id, HEALTH, StatusCode.ACCEPTED, Direction.OUT);
        assertThat(late(id, HOME)).containsExactly(false, true);
        said(id, FINANCE, StatusCode.REFUSED, Direction.OUT);
        assertThat(overdue(HOME, true)).isEmpty();
        assertThat(overdue(HOME, false)).containsExactly(id);
    }

    @Test
    void a_recipient_sees_what_it_owes_itself_and_not_what_its_neighbour_owes() {
        EnvelopeId id = owedBy(offered.arrived("H06.99", "V/v thử", "H06.12", "H06.13"), Direction.IN, HEALTH, FINANCE);
        tellAll();
        said(id, HEALTH, StatusCode.IN_PROGRESS, Direction.IN);

        assertThat(overdue(HEALTH, true)).isEmpty();
        assertThat(overdue(FINANCE, true)).containsExactly(id);
        assertThat(late(id, FINANCE)).containsExactly(true);
    }

    @Test
    void each_is_told_once_and_a_repeat_makes_nothing_new() {
        EnvelopeId id = owedBy(offered.sent("H06.11", "V/v thử", "H06.12"), Direction.OUT, HEALTH);

        assertThat(tellAll()).isEqualTo(1);
        owedBy(id, Direction.OUT, HEALTH);

        assertThat(tellAll()).isZero();
    }

    @Test
    void a_document_with_a_deadline_is_answered_by_a_report_that_it_is_finished_or_by_a_document() {
        EnvelopeId finished = owed(offered.sent("H06.11", "a", "H06.12"), Direction.OUT, due(), HEALTH);
        EnvelopeId answered = owed(offered.sent("H06.11", "b", "H06.12"), Direction.OUT, due(), HEALTH);
        EnvelopeId open = owed(offered.sent("H06.11", "c", "H06.12"), Direction.OUT, due(), HEALTH);
        said(open, HEALTH, StatusCode.ACCEPTED, Direction.OUT);
        said(finished, HEALTH, StatusCode.FINISHED, Direction.OUT);
        store(tx -> offered.repositories().replyDeadlines().answered(tx, answered, HEALTH, Direction.OUT));

        assertThat(late())
                .extracting(ExpectedReply::document, ExpectedReply::kind)
                .containsExactly(tuple(open, ReplyKind.ANSWER));
    }

    @Test
    void an_answer_to_a_recall_is_owed_until_it_is_given() {
        EnvelopeId id = offered.sent("H06.11", "a", "H06.12");
        said(id, HEALTH, StatusCode.RECALL_ASKED, Direction.OUT);
        assertThat(late()).extracting(ExpectedReply::kind).containsExactly(ReplyKind.RECALL);

        said(id, HEALTH, StatusCode.RECALL_DECLINED, Direction.OUT);

        assertThat(late()).isEmpty();
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.api.Assertions.tuple(values);
    }

    private static Optional<LocalDate> due() {
        return Optional.of(LocalDate.of(2026, 11, 27));
    }

    private EnvelopeId owedBy(EnvelopeId id, Direction side, AgencyCode... agencies) {
        return owed(id, side, Optional.empty(), agencies);
    }

    private EnvelopeId owed(EnvelopeId id, Direction side, Optional<LocalDate> due, AgencyCode... agencies) {
        BusinessHeader header = BusinessHeader.letter(
                        new BusinessHeader.HeaderParty(HOME, "x"),
                        List.of(),
                        "1",
                        "1",
                        "A",
                        LocalDate.of(2026, 11, 24),
                        new BusinessHeader.DocumentType(2, 18, "Công văn"),
                        "V/v thử")
                .with("", "", BusinessHeader.HeaderSigner.NONE, due, Urgency.NORMAL);
        store(tx -> List.of(agencies)
                .forEach(agency ->
                        offered.repositories().replyDeadlines().begin(tx, envelope(id), header, agency, side)));
        return id;
    }

    private Envelope envelope(EnvelopeId id) {
        NodeId node = new NodeId("so-noi-vu");
        return new Envelope(
                id,
                new Party(HOME, node),
                List.of(new Party(HEALTH, node)),
                Urgency.NORMAL,
                Operation.NEW,
                offered.now(),
                offered.now().plus(Duration.ofDays(7)),
                null,
                1,
                Digest.sha256(),
                Digest.sha256(),
                8,
                List.of(new Part(0, Digest.sha256(), 8, null, false)),
                java.util.Map.of(),
                Mode.PRODUCTION);
    }

    private void said(EnvelopeId id, AgencyCode agency, StatusCode code, Direction side) {
        store(tx -> offered.repositories().replyDeadlines().said(tx, id, agency, code, side));
    }

    private void store(java.util.function.Consumer<Tx> work) {
        offered.ledger().store("test", work::accept);
    }

    private List<ExpectedReply> late() {
        Instant later = offered.now().plus(Duration.ofDays(30));
        return offered.ledger()
                .read(tx -> offered.repositories().replyDeadlines().late(tx, later, 100));
    }

    private int tellAll() {
        List<ExpectedReply> late = late();
        store(tx -> late.forEach(
                reply -> assertThat(offered.repositories().replyDeadlines().markReported(tx, reply))
                        .isTrue()));
        return late.size();
    }

    private List<EnvelopeId> overdue(AgencyCode agency, boolean overdue) {
        ListFilter filter =
                new ListFilter(Set.of(agency), null, null, null, null, null, null, null, null, null, null, overdue);
        return new Lists(offered.ledger())
                .page(filter, null, 50).lines().stream()
                        .filter(line -> line.overdue() == overdue)
                        .map(DocumentLine::id)
                        .toList();
    }

    private List<Boolean> late(EnvelopeId id, AgencyCode agency) {
        return new Views(offered.repositories(), token -> Instant.EPOCH)
                .document(id, Set.of(agency)).orElseThrow().copies().stream()
                        .map(DocumentView.CopyView::overdue)
                        .toList();
    }
}
