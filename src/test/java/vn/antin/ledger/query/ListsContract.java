package vn.antin.ledger.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.Operation;
import vn.antin.envelope.Urgency;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.Direction;
import vn.antin.ledger.Outbox;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.LedgerSamples;
import vn.antin.ledger.query.DocumentLine.DocumentPage;
import vn.antin.ledger.query.DocumentLine.PagePosition;

/** The contract of document lists, for every database. */
public abstract class ListsContract {

    private static final String HOME = "H06.11";
    private static final String HEALTH = "H06.12";
    private static final String FINANCE = "H06.13";

    private LedgerSamples offered;
    private Lists lists;

    abstract Ledger open();

    @BeforeEach
    void start() {
        Ledger ledger = open();
        offered = new LedgerSamples(Path.of("nowhere"), ledger);
        lists = new Lists(ledger);
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
        CopyState state;

        @Nullable
        String counterparty;

        @Nullable
        Urgency urgency;

        @Nullable
        Operation operation;

        @Nullable
        String number;

        @Nullable
        Instant from;

        @Nullable
        Instant to;

        @Nullable
        String words;

        @Nullable
        Boolean hasReceipt;

        @Nullable
        Boolean overdue;

        ListFilter filter() {
            return new ListFilter(
                    agencies,
                    direction,
                    state,
                    counterparty == null ? null : new AgencyCode(counterparty),
                    urgency,
                    operation,
                    number,
                    from,
                    to,
                    words,
                    hasReceipt,
                    overdue);
        }
    }

    private static ListFilter of(String... agencies) {
        FilterBuilder ask = new FilterBuilder();
        ask.agencies =
                Set.of(java.util.Arrays.stream(agencies).map(AgencyCode::new).toArray(AgencyCode[]::new));
        return ask.filter();
    }

    private List<EnvelopeId> ids(ListFilter filter) {
        return lists.page(filter, null, 200).lines().stream()
                .map(DocumentLine::id)
                .toList();
    }

    private List<EnvelopeId> ids(java.util.function.Consumer<FilterBuilder> asking) {
        FilterBuilder ask = new FilterBuilder();
        asking.accept(ask);
        return ids(ask.filter());
    }

    @Test
    void shows_the_newest_first_and_only_to_those_it_concerns() {
        EnvelopeId first = offered.sent(HOME, "một", HEALTH);
        EnvelopeId second = offered.arrived(FINANCE, "hai", HOME);
        EnvelopeId others = offered.arrived(FINANCE, "ba", HEALTH);
        EnvelopeId last = offered.sent(HOME, "bốn", FINANCE, HEALTH);

        assertThat(ids(of(HOME))).containsExactly(last, second, first);
        assertThat(ids(of(HEALTH))).containsExactly(others);
        assertThat(ids(of(FINANCE))).isEmpty();
        assertThat(ids(of(HOME, HEALTH))).containsExactly(last, others, second, first);
    }

    @Test
    void tells_each_document_in_one_line() {
        EnvelopeId id = offered.sent(HOME, "V/v báo cáo", Urgency.EXPRESS, HEALTH, FINANCE);
        offered.ledger()
                .store(
                        "sent",
                        tx -> offered.repositories().copies().move(tx, id, 1, CopyState.SENDING, null, null, null));

        DocumentLine line = lists.page(of(HOME), null, 1).lines().get(0);

        assertThat(line.direction()).isEqualTo(Direction.OUT);
        assertThat(line.subject()).isEqualTo("V/v báo cáo");
        assertThat(line.to()).containsExactly(new AgencyCode(HEALTH), new AgencyCode(FINANCE));
        assertThat(line.states()).containsEntry(CopyState.SENDING, 1).containsEntry(CopyState.ACCEPTED, 1);
        assertThat(line.stored()).isEqualTo(offered.now());
        assertThat(line.overdue()).isFalse();
    }

    @Test
    void knows_how_many_messages_go_before_one_that_has_not_left() {
        EnvelopeId first = offered.sent(HOME, "một", HEALTH);
        EnvelopeId second = offered.sent(HOME, "hai", HEALTH);
        EnvelopeId urgent = offered.sent(HOME, "khẩn", HEALTH);
        Outbox outbox = offered.repositories().outbox();
        offered.ledger().store("wait", tx -> {
            outbox.add(tx, Outbox.MessageKind.ENVELOPE, Outbox.Lane.NORMAL, null, first, 0, new byte[1], "a");
            outbox.add(tx, Outbox.MessageKind.ENVELOPE, Outbox.Lane.NORMAL, null, second, 0, new byte[1], "b");
            outbox.add(tx, Outbox.MessageKind.ENVELOPE, Outbox.Lane.URGENT, null, urgent, 0, new byte[1], "c");
        });
        Views views = new Views(offered.repositories(), token -> Instant.EPOCH);

        assertThat(views.queue(urgent).orElseThrow().before()).isZero();
        assertThat(views.queue(first).orElseThrow().before()).isEqualTo(1);
        assertThat(views.queue(second).orElseThrow().before()).isEqualTo(2);
        offered.ledger().store("gone", tx -> outbox.withdraw(tx, first));
        assertThat(views.queue(first)).isEmpty();
        assertThat(views.queue(second).orElseThrow().before()).isEqualTo(1);
    }

    @Test
    void shows_a_document_once_to_whoever_sent_and_received_it() {
        EnvelopeId id = offered.sent(HOME, "cho chính mình", HOME, HEALTH);
        offered.arrivesToo(id, HOME, "cho chính mình");
        EnvelopeId both = offered.arrived(FINANCE, "cho hai nơi", HOME, HEALTH);

        assertThat(ids(of(HOME, HEALTH))).containsExactly(both, id);
        assertThat(ids(ask -> ask.direction = Direction.OUT)).containsExactly(id);
        assertThat(ids(ask -> ask.direction = Direction.IN)).containsExactly(both, id);
    }

    @Test
    void a_cursor_goes_on_where_it_was_whatever_comes_in() {
        offered.every(Duration.ZERO); // all at the same time: the id decides
        List<EnvelopeId> all = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            all.add(i % 2 == 0 ? offered.sent(HOME, "số " + i, HEALTH) : offered.arrived(FINANCE, "số " + i, HOME));
        }
        List<EnvelopeId> seen = new ArrayList<>();
        PagePosition after = null;
        do {
            DocumentPage page = lists.page(of(HOME), after, 7);
            page.lines().forEach(line -> seen.add(line.id()));
            after = page.next();
            offered.every(Duration.ofSeconds(1));
            offered.sent(HOME, "mới", HEALTH);
        } while (after != null);

        assertThat(seen).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void finds_words_with_accents_or_without() {
        EnvelopeId id = offered.sent(HOME, "V/v BÁO CÁO tình hình đê điều 100%", HEALTH);
        offered.sent(HOME, "V/v họp giao ban", HEALTH);

        assertThat(ids(ask -> ask.words = "bao cao")).containsExactly(id);
        assertThat(ids(ask -> ask.words = "Đê Điều")).containsExactly(id);
        assertThat(ids(ask -> ask.words = "100%")).containsExactly(id);
        assertThat(ids(ask -> ask.words = "1%0")).isEmpty();
        assertThat(ids(ask -> ask.words = "b_o")).isEmpty();
        assertThat(ids(ask -> ask.number = "15/snv")).hasSize(2);
        assertThat(ids(ask -> ask.number = "16/snv")).isEmpty();
    }

    @Test
    void asks_for_state_counterparty_urgency_time_and_delay() {
        EnvelopeId late = offered.sent(HOME, "trễ", Urgency.URGENT, HEALTH, FINANCE);
        offered.ledger().store("late", tx -> offered.repositories().copies().overdue(tx, late, 2, CopyState.ACCEPTED));
        Instant between = offered.now();
        EnvelopeId taken = offered.arrived(FINANCE, "đã nhận", HOME);
        offered.ledger().store("taken", tx -> tx.update("update arrival set state = 'TAKEN'"));

        assertThat(ids(ask -> ask.state = CopyState.ACCEPTED)).containsExactly(late);
        assertThat(ids(ask -> ask.state = CopyState.HANDED_OVER)).containsExactly(taken);
        assertThat(ids(ask -> ask.state = CopyState.EXPIRED)).isEmpty();
        assertThat(ids(ask -> ask.counterparty = "h06.13")).containsExactly(taken, late);
        assertThat(ids(ask -> ask.counterparty = HEALTH)).containsExactly(late);
        assertThat(ids(ask -> ask.urgency = Urgency.URGENT)).containsExactly(late);
        assertThat(ids(ask -> ask.operation = Operation.RECALL)).isEmpty();
        assertThat(ids(ask -> ask.overdue = true)).containsExactly(late);
        assertThat(ids(ask -> ask.overdue = false)).containsExactly(taken);
        assertThat(ids(ask -> ask.hasReceipt = true)).containsExactly(taken);
        assertThat(ids(ask -> ask.hasReceipt = false)).containsExactly(late);
        assertThat(ids(ask -> ask.from = between.plusMillis(1))).containsExactly(taken);
        assertThat(ids(ask -> ask.to = between)).isEmpty();
        assertThat(ids(ask -> ask.to = between.plusMillis(1))).containsExactly(late);
    }

    @Test
    void counts_what_it_shows() {
        for (int i = 0; i < 5; i++) {
            offered.sent(HOME, i < 2 ? "báo cáo" : "họp", HEALTH);
        }
        offered.arrived(FINANCE, "báo cáo", HOME);
        FilterBuilder ask = new FilterBuilder();
        ask.words = "bao";

        assertThat(lists.count(of(HOME))).hasValue(6);
        assertThat(lists.count(ask.filter())).hasValue(3);
        assertThat(lists.count(of(FINANCE))).hasValue(0);
    }
}
