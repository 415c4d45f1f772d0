package vn.antin.ledger.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.Direction;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.LedgerSamples;
import vn.antin.ledger.people.Approvals;
import vn.antin.receipt.Event;

/** The contract of the register of receipts, for every database. */
public abstract class RegisterContract {

    private static final String HOME = "H06.11";
    private static final String HEALTH = "H06.12";
    private static final String FINANCE = "H06.13";
    private static final Register.Depth PLAIN = new Register.Depth(false, false);

    private LedgerSamples offered;
    private Register register;

    abstract Ledger open();

    @BeforeEach
    void start() {
        Ledger ledger = open();
        offered = new LedgerSamples(Path.of("nowhere"), ledger);
        register = new Register(ledger, token -> Instant.EPOCH);
    }

    @AfterEach
    void close() {
        offered.ledger().close();
    }

    /** A filter, built field by field. */
    private static final class FilterBuilder {
        Set<AgencyCode> agencies = Set.of(new AgencyCode(HOME));

        @Nullable
        Direction direction;

        @Nullable
        String number;

        @Nullable
        Instant from;

        @Nullable
        Instant to;

        @Nullable
        EnvelopeId document;

        @Nullable
        CopyState state;

        @Nullable
        String agency;

        @Nullable
        Event event;

        @Nullable
        String issuer;

        @Nullable
        Boolean overdue;

        @Nullable
        Boolean missing;

        RegisterFilter filter() {
            return new RegisterFilter(
                    new ListFilter(agencies, direction, null, null, null, null, number, from, to, null, null, null),
                    document == null ? null : document.value(),
                    state,
                    agency == null ? null : new AgencyCode(agency),
                    event,
                    issuer == null ? null : new NodeId(issuer),
                    overdue,
                    missing);
        }
    }

    private List<String> found(Consumer<FilterBuilder> asking) {
        FilterBuilder ask = new FilterBuilder();
        asking.accept(ask);
        return register.page(ask.filter(), null, 100, PLAIN).lines().stream()
                .map(RegisterContract::name)
                .toList();
    }

    private static String name(RegisterLine line) {
        return line.document() + "." + line.number();
    }

    private void signed(EnvelopeId document, int number, Event event, String issuer) {
        offered.ledger()
                .store(
                        "signed",
                        tx -> tx.update(
                                "insert into evidence (id, document, number, event, issuer, at, bytes, digest, own)"
                                        + " values (?, ?, ?, ?, ?, ?, ?, ?, false)",
                                Digest.sha256((document + "." + number + event)
                                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
                                document.value(),
                                number,
                                event,
                                issuer,
                                offered.now().plusSeconds(event.order()),
                                new byte[1],
                                Digest.sha256()));
    }

    @Test
    void has_a_line_for_each_copy_newest_document_first() {
        EnvelopeId first = offered.sent(HOME, "một", HEALTH, FINANCE);
        EnvelopeId second = offered.arrived(FINANCE, "hai", HOME, HEALTH);
        offered.arrived(FINANCE, "ba", HEALTH);
        signed(first, 2, Event.SUBMISSION_ACCEPTANCE, "so-noi-vu");
        signed(first, 2, Event.CONTENT_CONSIGNMENT, "so-y-te");

        List<RegisterLine> lines =
                register.page(new FilterBuilder().filter(), null, 100, PLAIN).lines();

        assertThat(lines).extracting(RegisterContract::name).containsExactly(second + ".1", first + ".1", first + ".2");
        assertThat(lines.get(2).at(3).orElseThrow().issuer()).isEqualTo(new NodeId("so-y-te"));
        assertThat(lines.get(2).proof()).isEqualTo(RegisterLine.Proof.WAITS);
        assertThat(lines.get(1).receipts()).isEmpty();
    }

    @Test
    void has_a_line_for_a_copy_whose_receipt_was_damaged() {
        EnvelopeId sent = offered.sent(HOME, "một", HEALTH);
        signed(sent, 1, Event.CONTENT_HANDOVER, "so-y-te");

        List<RegisterLine> lines = register.page(
                        new FilterBuilder().filter(), null, 100, new Register.Depth(true, true))
                .lines();

        assertThat(lines.get(0).at(4).orElseThrow().person()).isNull();
    }

    @Test
    void a_place_goes_on_where_it_was_even_amid_the_copies_of_one_document() {
        offered.every(Duration.ZERO); // all at the same time: the id decides
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            EnvelopeId sent = offered.sent(HOME, "số " + i, HEALTH, FINANCE, "H06.14");
            all.addAll(List.of(sent + ".1", sent + ".2", sent + ".3"));
            all.add(offered.arrived(FINANCE, "số " + i, HOME) + ".1");
        }
        for (boolean few : List.of(true, false)) {
            FilterBuilder ask = new FilterBuilder();
            ask.state = few ? CopyState.ACCEPTED : null;
            List<String> seen = new ArrayList<>();
            RegisterLine.RegisterPosition after = null;
            do {
                RegisterLine.RegisterPage page = register.page(ask.filter(), after, 4, PLAIN);
                page.lines().forEach(line -> seen.add(name(line)));
                after = page.next();
            } while (after != null);
            assertThat(seen).doesNotHaveDuplicates().hasSize(few ? 18 : 24);
            assertThat(all).containsAll(seen);
        }
    }

    @Test
    void finds_by_everything_an_auditor_asks_for() {
        EnvelopeId late = offered.sent(HOME, "trễ", HEALTH, FINANCE);
        offered.ledger().store("late", tx -> offered.repositories().copies().overdue(tx, late, 2, CopyState.ACCEPTED));
        Instant between = offered.now().plusMillis(1);
        EnvelopeId refused = offered.sent(HOME, "bị từ chối", HEALTH);
        signed(refused, 1, Event.CONTENT_CONSIGNMENT, "so-y-te");
        signed(refused, 1, Event.CONSIGNMENT_REJECTION, "so-y-te");
        signed(late, 1, Event.CONTENT_CONSIGNMENT, "so-tai-chinh");
        offered.ledger()
                .store(
                        "refused",
                        tx -> tx.update(
                                "update copy set state = 'REFUSED_BY_RECIPIENT' where document = ?", refused.value()));
        EnvelopeId taken = offered.arrived(FINANCE, "đã nhận", HOME);
        offered.ledger().store("taken", tx -> tx.update("update arrival set state = 'TAKEN'"));

        assertThat(found(ask -> ask.overdue = true)).containsExactly(late + ".2");
        assertThat(found(ask -> ask.state = CopyState.REFUSED_BY_RECIPIENT)).containsExactly(refused + ".1");
        assertThat(found(ask -> ask.state = CopyState.HANDED_OVER)).containsExactly(taken + ".1");
        assertThat(found(ask -> ask.state = CopyState.EXPIRED)).isEmpty();
        assertThat(found(ask -> ask.event = Event.CONSIGNMENT_REJECTION)).containsExactly(refused + ".1");
        assertThat(found(ask -> ask.issuer = "so-tai-chinh")).containsExactly(late + ".1");
        assertThat(found(ask -> {
                    ask.event = Event.CONTENT_CONSIGNMENT;
                    ask.issuer = "so-y-te";
                }))
                .containsExactly(refused + ".1");
        assertThat(found(ask -> ask.agency = FINANCE)).containsExactly(taken + ".1", late + ".2");
        assertThat(found(ask -> ask.missing = true)).containsExactly(taken + ".1", late + ".2");
        assertThat(found(ask -> ask.direction = Direction.IN)).containsExactly(taken + ".1");
        assertThat(found(ask -> ask.number = "15/snv")).hasSize(4);
        assertThat(found(ask -> ask.document = refused)).containsExactly(refused + ".1");
        assertThat(found(ask -> ask.from = between)).containsExactly(taken + ".1", refused + ".1");
        assertThat(found(ask -> ask.to = between)).containsExactly(late + ".1", late + ".2");
    }

    @Test
    void shows_nothing_of_agencies_that_are_not_asked_for() {
        EnvelopeId others = offered.sent(HEALTH, "của người khác", FINANCE);
        offered.ledger()
                .store("late", tx -> offered.repositories().copies().overdue(tx, others, 1, CopyState.ACCEPTED));

        assertThat(found(ask -> {})).isEmpty();
        assertThat(found(ask -> ask.overdue = true)).isEmpty();
        assertThat(found(ask -> ask.document = others)).isEmpty();
    }

    @Test
    void a_month_comes_to_these_numbers_for_each_agency_and_for_all() {
        Instant begin = offered.now();
        EnvelopeId inTime = offered.sent(HOME, "kịp", HEALTH);
        signed(inTime, 1, Event.CONTENT_CONSIGNMENT, "so-y-te");
        EnvelopeId late = offered.sent(HOME, "trễ", HEALTH, FINANCE);
        signed(late, 1, Event.CONTENT_CONSIGNMENT, "so-y-te");
        offered.ledger()
                .store(
                        "late",
                        tx -> offered.repositories()
                                .timeline()
                                .event(tx, late, "OVERDUE", new AgencyCode(HEALTH), null, CopyState.RELAYED.name()));
        // Arrived in time; late are the handover, and a reply that is due.
        offered.ledger().store("hand-over", tx -> {
            offered.repositories()
                    .timeline()
                    .event(tx, inTime, "OVERDUE", new AgencyCode(HEALTH), null, CopyState.CONSIGNED.name());
            offered.repositories().timeline().event(tx, inTime, "OVERDUE", new AgencyCode(HEALTH), null, "2026-12-11");
        });
        signed(inTime, 1, Event.CONTENT_HANDOVER, "so-y-te");
        offered.ledger().store("failed", tx -> tx.update("update copy set state = 'FAILED' where agency = ?", FINANCE));
        offered.arrived(FINANCE, "đến", HOME);
        Months months = new Months(offered.ledger());

        List<Months.MonthLine> lines =
                months.lines(Set.of(new AgencyCode(HOME)), begin, offered.now().plusSeconds(1));

        assertThat(lines)
                .containsExactly(
                        new Months.MonthLine(new AgencyCode(HEALTH), 2, 1, 1, 1, 1, 0, 0, 0, 0, 0, 3_000L, 3_000L),
                        new Months.MonthLine(new AgencyCode(FINANCE), 1, 0, 0, 0, 0, 1, 0, 0, 1, 1, null, null),
                        new Months.MonthLine(null, 3, 1, 1, 1, 1, 1, 0, 0, 1, 1, 3_000L, 3_000L));
        assertThat(months.lines(Set.of(new AgencyCode(HOME)), begin.minusSeconds(9), begin))
                .containsExactly(new Months.MonthLine(null, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, null, null));
    }

    @Test
    void a_sample_is_the_smallest_ranks_whatever_the_order_of_the_rows() {
        List<EnvelopeId> all = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            all.add(offered.sent(HOME, "số " + i, HEALTH));
        }
        RandomSample sampling = new RandomSample(offered.ledger(), token -> Instant.EPOCH);

        RandomSample.Sample sample = sampling.draw(new FilterBuilder().filter(), "hạt", 5);

        List<String> ranks = all.stream()
                .map(id -> RandomSample.rank("hạt", new RegisterLine.RegisterPosition(Instant.EPOCH, id.value(), 1))
                        .hex())
                .sorted()
                .limit(5)
                .toList();
        assertThat(sample.among()).isEqualTo(30);
        assertThat(sample.drawn()).extracting(one -> one.rank().hex()).containsExactlyElementsOf(ranks);
        assertThat(sampling.draw(new FilterBuilder().filter(), "khác", 5)).isNotEqualTo(sample);
    }

    @Test
    void what_needs_a_second_person_is_decided_once_and_by_another() {
        java.time.Clock clock = java.time.Clock.fixed(offered.now(), java.time.ZoneOffset.UTC);
        Approvals approvals = new Approvals(clock);
        offered.ledger()
                .store(
                        "ask",
                        tx -> approvals.ask(tx, Approvals.ApprovalKind.CONTENT, "kiem-toan", "kiem-toan", "quý 4", 8));
        Approvals.ApprovalRequest asked =
                offered.ledger().read(tx -> approvals.newest(tx, 1)).get(0);
        assertThat(asked.granted()).isNull();

        assertThat(decided(approvals, asked, "kiem-toan")).isFalse();
        assertThat(content(approvals)).isEmpty();
        assertThat(decided(approvals, asked, "an-ninh")).isTrue();
        assertThat(decided(approvals, asked, "quan-tri")).isFalse();
        assertThat(content(approvals)).hasValue(clock.instant().plus(Duration.ofHours(8)));
        Approvals.ApprovalRequest after =
                offered.ledger().read(tx -> approvals.newest(tx, 1)).get(0);
        assertThat(after.granted()).isTrue();
        Approvals later = new Approvals(java.time.Clock.offset(clock, Duration.ofHours(8)));
        assertThat(content(later)).isEmpty();
    }

    private java.util.Optional<Instant> content(Approvals approvals) {
        return offered.ledger().read(tx -> approvals.content(tx, "kiem-toan"));
    }

    private boolean decided(Approvals approvals, Approvals.ApprovalRequest asked, String by) {
        return offered.ledger().commit("decide", tx -> approvals.decide(tx, asked, by, true, "được"));
    }
}
