package vn.antin.door.folder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.envelope.EnvelopeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** Receiving documents into {@code in/}. */
class FolderReceivingTest {

    @TempDir
    Path folder;

    private FolderFixture rig;

    @BeforeEach
    void open() {
        rig = new FolderFixture(folder);
        rig.turn();
    }

    @Test
    void an_arrival_appears_whole_and_is_acknowledged() throws Exception {
        EnvelopeId id = rig.bus.arrives(Map.of("../../Báo cáo.pdf", "một".getBytes(UTF_8)));

        rig.turn();

        String place = "2026-11-24/" + id + "/";
        assertThat(rig.names("in"))
                .containsExactlyInAnyOrder(place + "01-bao-cao.pdf", place + id + ".edxml", place + "meta.json");
        assertThat(rig.text("in/" + place + "01-bao-cao.pdf")).isEqualTo("một");
        JsonNode meta = new ObjectMapper().readTree(rig.text("in/" + place + "meta.json"));
        assertThat(meta.path("sender").asText()).isEqualTo("H06.12");
        assertThat(meta.path("created").asText()).isEqualTo("2026-11-24T05:00:04Z");
        assertThat(meta.at("/parts/0/name").asText()).isEqualTo("../../Báo cáo.pdf");
        assertThat(meta.at("/parts/0/file").asText()).isEqualTo("01-bao-cao.pdf");
        assertThat(rig.bus.handovers).containsExactly(id + " in/" + place.substring(0, place.length() - 1));
        assertThat(rig.names(".antin")).containsExactly("mark");
    }

    @Test
    void what_cannot_be_opened_keeps_nothing_else_waiting() throws Exception {
        EnvelopeId broken = rig.bus.arrives(Map.of("a.pdf", new byte[10]));
        rig.bus.brokenPart = new Refused(Fault.PART_GONE, "1");
        rig.turns(3);
        assertThat(rig.alarms).containsExactly("PART_GONE H06.13 in/" + broken);
        assertThat(rig.names("in")).isEmpty();

        EnvelopeId bare = rig.bus.arrives(Map.of());
        rig.turns(2);
        assertThat(rig.names("in"))
                .containsExactly("2026-11-24/" + bare + "/" + bare + ".edxml", "2026-11-24/" + bare + "/meta.json");

        rig.bus.brokenPart = null;
        rig.turn();
        assertThat(rig.bus.handovers).hasSize(2);
        assertThat(rig.alarms).last().isEqualTo("end of PART_GONE H06.13 in/" + broken);
    }

    @Test
    void what_somebody_else_took_is_not_acknowledged() throws Exception {
        EnvelopeId id = rig.bus.arrives(Map.of("a.pdf", new byte[10]));
        rig.bus.brokenPart = new Refused(Fault.PART_GONE, "1");
        rig.turn();
        rig.bus.leases.put(id, java.util.UUID.randomUUID());
        rig.bus.brokenPart = null;
        rig.turns(2);

        assertThat(rig.bus.handovers).isEmpty();
        rig.bus.offerAgain();
        rig.turn();
        assertThat(rig.bus.handovers).hasSize(1);
        assertThat(rig.names("in")).hasSize(3);
    }
}
