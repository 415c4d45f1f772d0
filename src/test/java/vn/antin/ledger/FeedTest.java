package vn.antin.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.ledger.db.LedgerSamples;

/** The feed of events: in order, without gaps, without events of others. */
class FeedTest {

    private static final Set<AgencyCode> HOME = Set.of(new AgencyCode("H06.11"));
    private static final Set<AgencyCode> HEALTH = Set.of(new AgencyCode("H06.12"));

    @TempDir
    Path folder;

    private LedgerSamples offered;
    private Feed feed;

    @BeforeEach
    void open() {
        offered = new LedgerSamples(folder);
        feed = new Feed(offered.repositories());
    }

    @AfterEach
    void close() {
        offered.ledger().close();
    }

    private static List<String> whats(Feed.Slice slice) {
        return slice.entries().stream().map(entry -> entry.event().what()).toList();
    }

    private void note(EnvelopeId document, String what) {
        offered.ledger()
                .store("note", tx -> offered.repositories().timeline().event(tx, document, what, null, null, null));
    }

    @Test
    void tells_the_sender_all_and_a_recipient_what_is_about_its_copy() {
        EnvelopeId sent = offered.sent("H06.11", "một", "H06.12");
        note(sent, "SENT");
        offered.arrived("H06.13", "hai", "H06.12");

        assertThat(whats(feed.after(0, HOME, Set.of(), 10))).containsExactly("ACCEPTED", "SENT");
        assertThat(whats(feed.after(0, HEALTH, Set.of(), 10))).containsExactly("ARRIVED");
        assertThat(feed.after(0, HEALTH, Set.of(), 10).upTo()).isEqualTo(feed.last());
        assertThat(feed.after(0, HOME, Set.of(), 10).entries().get(0).documentId())
                .isEqualTo("H06.11,2026/11/24,15/SNV-VP");
    }

    @Test
    void goes_on_after_a_number_a_few_at_a_time_and_by_kind() {
        EnvelopeId sent = offered.sent("H06.11", "một", "H06.12");
        note(sent, "SENT");
        note(sent, "OVERDUE");

        Feed.Slice first = feed.after(0, HOME, Set.of(), 2);
        Feed.Slice rest = feed.after(first.upTo(), HOME, Set.of(), 2);

        assertThat(whats(first)).containsExactly("ACCEPTED", "SENT");
        assertThat(first.more()).isTrue();
        assertThat(whats(rest)).containsExactly("OVERDUE");
        assertThat(rest.more()).isFalse();
        assertThat(whats(feed.after(0, HOME, Set.of("OVERDUE"), 2))).containsExactly("OVERDUE");
        assertThat(feed.after(rest.upTo(), HOME, Set.of(), 2).upTo()).isEqualTo(rest.upTo());
    }

    @Test
    void passes_a_number_that_was_rolled_back() {
        EnvelopeId sent = offered.sent("H06.11", "một", "H06.12");
        assertThatThrownBy(() -> offered.ledger().store("fails", tx -> {
                    offered.repositories().timeline().event(tx, sent, "LOST", null, null, null);
                    // Writes the event, which is deferred to the end of its transaction otherwise.
                    assertThat(tx.number("select count(*) from event")).isPositive();
                    throw new IllegalStateException("as planned");
                }))
                .hasMessage("as planned");
        note(sent, "SENT");

        assertThat(whats(feed.after(0, HOME, Set.of(), 10))).containsExactly("ACCEPTED", "SENT");
    }

    @Test
    void shows_every_event_once_while_many_write() {
        EnvelopeId sent = offered.sent("H06.11", "một", "H06.12");
        AtomicBoolean stop = new AtomicBoolean();
        List<CompletableFuture<Integer>> writers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            writers.add(CompletableFuture.supplyAsync(
                    () -> {
                        int written = 0;
                        while (!stop.get()) {
                            note(sent, "SENT");
                            written++;
                        }
                        return written;
                    },
                    task -> new Thread(task, "writer").start()));
        }
        List<Long> seen = new ArrayList<>();
        long[] after = {1};
        await().until(() -> {
            Feed.Slice slice = feed.after(after[0], HOME, Set.of(), 7);
            slice.entries().forEach(entry -> seen.add(entry.event().number()));
            after[0] = slice.upTo();
            return seen.size() > 300;
        });
        stop.set(true);
        int written = writers.stream().mapToInt(CompletableFuture::join).sum();
        for (Feed.Slice slice = feed.after(after[0], HOME, Set.of(), 500);
                !slice.entries().isEmpty();
                slice = feed.after(slice.upTo(), HOME, Set.of(), 500)) {
            slice.entries().forEach(entry -> seen.add(entry.event().number()));
        }

        assertThat(seen).isSorted().doesNotHaveDuplicates().hasSize(written);
    }
}
