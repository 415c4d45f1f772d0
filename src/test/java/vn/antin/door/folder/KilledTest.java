package vn.antin.door.folder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.envelope.EnvelopeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * The door is killed at each step in turn and another continues: every document is submitted once, published once, and
 * none is lost.
 */
class KilledTest {

    private static final String PACKAGE = "<edXML>công văn</edXML>";

    @TempDir
    Path folder;

    private FolderFixture rig;

    @BeforeEach
    void open() {
        rig = new FolderFixture(folder);
        rig.turn();
    }

    @ParameterizedTest
    @ValueSource(strings = {"submitted", "noted", "moved", "told"})
    void while_a_package_is_sent(String step) throws Exception {
        rig.put("out/a.edxml", PACKAGE);
        rig.bus.receipt("SubmissionAcceptance", "<one/>", false);
        died(step);

        rig.turns(3);

        assertThat(rig.bus.submitted).hasSize(1);
        assertThat(rig.names("out")).isEmpty();
        assertThat(rig.names("sent"))
                .containsExactly("a.SubmissionAcceptance.1.hub.receipt.xml", "a.edxml", "a.trang-thai.txt");
        assertThat(rig.text("sent/a.edxml")).isEqualTo(PACKAGE);
        assertThat(rig.alarms).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"submitted", "noted", "moved", "told"})
    void while_a_letter_is_sent(String step) throws Exception {
        rig.letter("thu", "{\"to\":[\"H06.12\"],\"subject\":\"V/v\"}", "a.pdf", "b.pdf");
        died(step);

        rig.turns(3);

        assertThat(rig.bus.submitted).hasSize(1);
        assertThat(rig.names("out")).isEmpty();
        assertThat(rig.names("sent")).containsExactly("thu.trang-thai.txt", "thu/a.pdf", "thu/b.pdf", "thu/meta.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"explained", "failed"})
    void while_a_refusal_is_explained(String step) throws Exception {
        rig.bus.broken = new Refused(Fault.SECRET_MARK);
        rig.put("out/a.edxml", PACKAGE);
        died(step);

        rig.turns(3);

        assertThat(rig.names("out")).isEmpty();
        assertThat(rig.names("failed")).containsExactly("a.edxml", "a.err.json", "a.loi.txt");
        assertThat(rig.text("failed/a.edxml")).isEqualTo(PACKAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"leased", "staged", "promised", "shown", "acknowledged"})
    void while_an_arrival_is_shown(String step) throws Exception {
        EnvelopeId id = rig.bus.arrives(Map.of("a.pdf", "một".getBytes(UTF_8)));
        died(step);
        boolean taken = rig.bus.arrived.isEmpty();
        assertThat(taken).isEqualTo(step.equals("acknowledged"));

        rig.clock.pass(Duration.ofDays(1));
        rig.bus.offerAgain();
        rig.turns(3);

        assertThat(rig.names("in"))
                .filteredOn(name -> name.endsWith("meta.json"))
                .hasSize(1);
        assertThat(rig.names("in")).hasSize(3).allMatch(name -> name.contains(id.toString()));
        assertThat(rig.bus.handovers).hasSize(1);
        assertThat(rig.names(".antin")).containsExactly("mark");
    }

    @Test
    void what_was_shown_and_taken_away_does_not_appear_again() throws Exception {
        EnvelopeId id = rig.bus.arrives(Map.of("a.pdf", "một".getBytes(UTF_8)));
        died("shown");
        Files.move(rig.path.resolve("in/2026-11-24").resolve(id.toString()), folder.resolve("taken"));

        rig.bus.offerAgain();
        rig.turns(2);

        assertThat(rig.bus.handovers).hasSize(1);
        assertThat(rig.names("in")).isEmpty();
    }

    /** Runs until the door has been killed at that step; otherwise the test would prove nothing. */
    private void died(String step) {
        rig.killAt(step);
        for (int look = 0; look < 5; look++) {
            if (!rig.turn()) {
                assertThat(rig.steps).last().isEqualTo(step);
                return;
            }
        }
        throw new AssertionError(step + " was not reached: " + rig.steps);
    }
}
