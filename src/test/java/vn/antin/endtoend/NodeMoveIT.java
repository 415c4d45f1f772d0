package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.node.Node;
import vn.antin.node.config.ConfigFile;

/** The folder of a node is carried to another machine while documents are under way, as operations.md says. */
class NodeMoveIT {

    private static final String OTHER = "H06.11";
    private static final String MOVES = "H06.12";

    @TempDir
    Path folder;

    private TestProvince town;

    @Test
    void a_node_goes_on_elsewhere_with_all_that_it_had() throws Exception {
        try (TestProvince province =
                TestProvince.start(folder, Map.of("nut-a", List.of(OTHER), "nut-b", List.of(MOVES)))) {
            town = province;
            String taken = send(town.office(OTHER), MOVES);
            assertThat(take(town.office(MOVES), 1)).containsExactly(taken);
            String inInbox = send(town.office(OTHER), MOVES);
            await().until(() -> town.office(OTHER).states(inInbox).equals(List.of("CONSIGNED")));
            town.province().stopHub();
            String inOutbox = send(town.office(MOVES), OTHER);
            town.province().stop("nut-b");
            town.province().startHub();
            String atHub = send(town.office(OTHER), MOVES);
            await().until(() -> town.office(OTHER).states(atHub).equals(List.of("RELAYED")));

            Path there = folder.resolve("máy mới/nut-b");
            carry(town.province().home("nut-b"), there);
            try (Node moved =
                    Node.start(ConfigFile.read(there.resolve("node.yaml")), CrashPoints.NONE, Clock.systemUTC())) {
                Office office = Office.at(there, moved.port()).of(MOVES);

                assertThat(take(office, 2)).containsExactlyInAnyOrder(inInbox, atHub);
                assertThat(take(town.office(OTHER), 1)).containsExactly(inOutbox);
                String later = send(office, OTHER);
                assertThat(take(town.office(OTHER), 1)).containsExactly(later);
                for (String id : List.of(taken, inInbox, atHub)) {
                    await(id).until(() -> town.office(OTHER).receipts(id).contains("ContentHandover.1"));
                }
                await().until(() -> office.receipts(inOutbox).contains("ContentHandover.1"));
                assertThat(office.inbox()).isEmpty();
                assertThat(TestProvince.count(moved.repositories(), "alarm")).isZero();
                assertThat(TestProvince.count(moved.repositories(), "dead_letter"))
                        .isZero();
            }
        }
    }

    private static String send(Office from, String to) {
        return from.letter(List.of(to), "V/v chuyển máy", Office.Part.file("a.pdf", "nội dung".getBytes(UTF_8)))
                .id();
    }

    /** Takes that many documents, each of which is offered once. */
    private static List<String> take(Office office, int count) {
        List<String> ids = new ArrayList<>();
        await().until(() -> {
            for (JsonNode offer : office.inbox()) {
                assertThat(office.acknowledge(offer).status()).isLessThan(300);
                ids.add(offer.get("id").asText());
            }
            return ids.size() >= count;
        });
        return ids;
    }

    private static void carry(Path from, Path to) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(from)) {
            all = files.toList();
        }
        for (Path each : all) {
            Path target = to.resolve(from.relativize(each).toString());
            if (Files.isDirectory(each)) {
                Files.createDirectories(target);
            } else {
                Files.move(each, target);
            }
        }
    }
}
