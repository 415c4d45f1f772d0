package vn.antin.console.pages;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Urgency;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.Direction;
import vn.antin.ledger.query.RegisterLine;
import vn.antin.ledger.query.RegisterLine.RegisterPosition;
import vn.antin.ledger.query.Views.Attested;
import vn.antin.receipt.Event;
import vn.antin.receipt.KnownDirectories;
import vn.antin.receipt.ReceiptVerifier;
import vn.antin.receipt.Receipts;
import vn.antin.seal.pki.Trust;

/** How far a search for bad receipts goes in an endless register. */
class BadReceiptsTest {

    private static final Instant NOON = Instant.parse("2026-11-02T05:00:00Z");
    private static final AgencyCode HOME = new AgencyCode("H06.11");
    private static final byte[] RUBBISH = "rubbish".getBytes(US_ASCII);

    /** Numbers of the lines with a damaged receipt. */
    private Set<Integer> damaged = Set.of();

    private final List<Integer> judged = new ArrayList<>();
    private final BadReceipts judge = new BadReceipts(
            this::receipts,
            new ReceiptVerifier(new Trust(Set.of(), Set.of(), Set.of()), KnownDirectories.of(List.of())));

    private List<Attested> receipts(EnvelopeId document, int number) {
        judged.add(number);
        Receipts receipts = new Receipts(RUBBISH, null, List.of(new Receipts.Receipt(RUBBISH, 0, List.of())), null);
        return damaged.contains(number)
                ? List.of(new Attested(Event.CONTENT_CONSIGNMENT, number, new NodeId("so-y-te"), receipts))
                : List.of();
    }

    private static RegisterLine.RegisterPage register(@Nullable RegisterPosition after, int most) {
        int from = after == null ? 1 : after.number() + 1;
        List<RegisterLine> lines = new ArrayList<>();
        for (int number = from; number < from + most; number++) {
            lines.add(line(number));
        }
        return new RegisterLine.RegisterPage(lines, lines.get(most - 1).place());
    }

    private static RegisterLine line(int number) {
        return new RegisterLine(
                new EnvelopeId(new UUID(1, 1)),
                number,
                Direction.OUT,
                HOME,
                HOME,
                null,
                null,
                Urgency.NORMAL,
                NOON,
                NOON,
                CopyState.CONSIGNED,
                false,
                null,
                List.of());
    }

    private static List<Integer> numbers(BadReceipts.VerifiedLines found) {
        return found.lines().stream().map(RegisterLine::number).toList();
    }

    @Test
    void a_look_judges_so_many_lines_and_says_where_the_next_begins() {
        damaged = Set.of(7, 201, 202);
        BadReceipts.VerifiedLines first = judge.look(BadReceiptsTest::register, null, 50, 200, NOON);

        assertThat(judged).hasSize(200);
        assertThat(first.judged()).isEqualTo(200);
        assertThat(numbers(first)).containsExactly(7);
        assertThat(first.of(first.lines().get(0)))
                .extracting(BadReceipts.Bad::code)
                .containsExactly("ANTIN-1210");

        BadReceipts.VerifiedLines second = judge.look(BadReceiptsTest::register, first.next(), 50, 200, NOON);
        assertThat(numbers(second)).containsExactly(201, 202);
        assertThat(judged).hasSize(400).doesNotHaveDuplicates();
    }

    @Test
    void a_look_that_has_found_enough_goes_on_behind_the_last_it_found() {
        damaged = Set.of(3, 4, 5);
        BadReceipts.VerifiedLines two = judge.look(BadReceiptsTest::register, null, 2, 200, NOON);

        assertThat(numbers(two)).containsExactly(3, 4);
        assertThat(judged).hasSize(4);
        assertThat(numbers(judge.look(BadReceiptsTest::register, two.next(), 2, 200, NOON)))
                .containsExactly(5);
    }

    @Test
    void pages_of_the_register_with_nothing_on_them_are_an_effort_too() {
        List<RegisterPosition> asked = new ArrayList<>();
        BadReceipts.VerifiedLines none = judge.look(
                (after, most) -> {
                    RegisterPosition next = new RegisterPosition(NOON, new UUID(1, 1), asked.size());
                    asked.add(next);
                    return new RegisterLine.RegisterPage(List.of(), next);
                },
                null,
                50,
                200,
                NOON);

        assertThat(asked).hasSize(10);
        assertThat(none.next()).isEqualTo(asked.get(9));
        assertThat(none.judged()).isZero();
    }
}
