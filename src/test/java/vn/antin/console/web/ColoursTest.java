package vn.antin.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import vn.antin.console.pages.QueueRow;
import vn.antin.door.Language;
import vn.antin.door.Messages;
import vn.antin.ledger.CopyState;

/** Amber is for what is under way, red for what needs attention, neither for what is good. */
class ColoursTest {

    private static QueueRow queue(long messages, int consumers, boolean paused) {
        return new QueueRow(
                "antin.dead",
                messages,
                0,
                0,
                0,
                consumers,
                Instant.EPOCH,
                paused,
                false,
                null,
                new QueueRow.Counts(0, 0, 0, 0, 0));
    }

    @Test
    void what_has_arrived_is_good() {
        assertThat(Colours.of(CopyState.RELAYED)).isEqualTo("way");
        assertThat(Colours.of(CopyState.CONSIGNED)).isEqualTo("good");
        assertThat(Colours.of(CopyState.HANDED_OVER)).isEqualTo("good");
        assertThat(Colours.of(CopyState.EXPIRED)).isEqualTo("bad");
    }

    @Test
    void a_queue_of_the_dead_is_no_warning_while_it_is_empty() {
        assertThat(Colours.ofQueue(queue(0, 0, false).state())).isEmpty();
        assertThat(Colours.ofQueue(queue(1, 0, false).state())).isEqualTo("bad");
        assertThat(Colours.ofQueue(queue(0, 1, false).state())).isEqualTo("good");
        assertThat(Colours.ofQueue(queue(0, 1, true).state())).isEqualTo("way");
    }

    @Test
    void one_alert_is_not_told_as_several() {
        assertThat(Messages.in(Language.EN, TemplateRenderer.class, "console").say("alerts.banner", 1))
                .isEqualTo("Critical alerts: 1");
    }
}
