package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static vn.antin.SlowMachine.PATIENCE;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.Slow;
import vn.antin.cli.Run;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.Repositories;
import vn.antin.node.Node;
import vn.antin.node.Seams;
import vn.antin.seal.pki.Purpose;

/** A province becomes part of a larger one with another hub, by commands at the two hubs, with documents under way. */
@Slow
class ProvinceMergeIT {

    private static final String SENDER = "H06.11";
    private static final String RECIPIENT = "H06.12";
    private static final String OUTSIDE = "H07.11";
    private static final String LARGER = "Tỉnh Đồng Nai";

    @TempDir
    Path folder;

    private TestProvince small;
    private TestProvince larger;
    private final Map<String, Integer> taken = new HashMap<>();

    @Test
    void nodes_change_hubs_by_themselves_and_what_was_under_way_arrives_once() throws Exception {
        try (TestProvince one = TestProvince.start(
                        folder.resolve("small"), Map.of("nut-a", List.of(SENDER), "nut-b", List.of(RECIPIENT)));
                TestProvince other =
                        TestProvince.start(LARGER, folder.resolve("large"), Map.of("nut-x", List.of(OUTSIDE)))) {
            small = one;
            larger = other;
            Path first =
                    Files.copy(small.province().home("nut-a").resolve("province.trust"), folder.resolve("first.trust"));
            HubOperator leaves = operator("small", small);
            HubOperator takes = operator("large", larger);
            String handedOver = send(SENDER, RECIPIENT);
            await().atMost(PATIENCE)
                    .until(() -> small.office(SENDER).states(handedOver).equals(List.of("CONSIGNED")));

            join(leaves, takes);
            take(leaves, takes);
            String early = send(OUTSIDE, RECIPIENT);
            small.province().stop("nut-b");
            String underWay = send(SENDER, RECIPIENT);
            String large = small.office(SENDER)
                    .letter(List.of(RECIPIENT, SENDER), "V/v hồ sơ lớn", Office.Part.file("b.pdf", new byte[300_000]))
                    .id();
            await().atMost(PATIENCE)
                    .until(() -> small.office(SENDER).states(underWay).equals(List.of("RELAYED")));
            await().atMost(PATIENCE)
                    .until(() -> small.office(SENDER).states(large).equals(List.of("RELAYED", "CONSIGNED")));
            small.province().stopHub();
            small.restart("nut-b");

            for (String node : List.of("nut-a", "nut-b")) {
                await(node)
                        .atMost(PATIENCE)
                        .until(() -> province(small.node(node)).equals(LARGER)
                                && small.node(node).line().up());
            }
            String late = send(SENDER, OUTSIDE);
            Seams.renewAtMachine(small.province().home("nut-a"), "khóa mới");
            await("all arrive")
                    .atMost(PATIENCE)
                    .until(() -> takenAll(SENDER, large)
                            && takenAll(RECIPIENT, handedOver, early, underWay, large)
                            && takenAll(OUTSIDE, late));
            assertThat(taken.values()).as("doubled").containsOnly(1);
            await(large)
                    .atMost(PATIENCE)
                    .until(() -> small.office(SENDER).states(large).equals(List.of("HANDED_OVER", "HANDED_OVER")));
            for (String id : List.of(handedOver, underWay, late)) {
                await(id)
                        .atMost(PATIENCE)
                        .until(() -> small.office(SENDER).states(id).equals(List.of("HANDED_OVER")));
            }
            await(early)
                    .atMost(PATIENCE)
                    .until(() -> larger.office(OUTSIDE).states(early).equals(List.of("HANDED_OVER")));
            X509Certificate authority = Seams.authority(folder.resolve("large/hub"))
                    .of(Purpose.AUTHORITY)
                    .certificate();
            await("a new key by the authority of the larger province")
                    .atMost(PATIENCE)
                    .until(() -> larger.node("nut-x")
                            .directory()
                            .get()
                            .newest(new NodeId("nut-a"), Purpose.SEAL)
                            .orElseThrow()
                            .getIssuerX500Principal()
                            .equals(authority.getSubjectX500Principal()));
            holds(first, handedOver, underWay, late, large);
            assertThat(alarms()).isEmpty();
        }
    }

    private HubOperator operator(String name, TestProvince town) {
        return new HubOperator(
                folder.resolve(name).resolve("hub"), town.province().hub().httpsPort());
    }

    private void join(HubOperator leaves, HubOperator takes) {
        Path offer = written(takes, "large.json");
        assertThat(leaves.act("join-province", written(leaves, "own.json"), "--reason", "x")
                        .err())
                .contains("ANTIN-2180");
        assertThat(takes.act("take-province", folder.resolve("own.json"), "--reason", "x")
                        .err())
                .contains("ANTIN-2180", "JOIN_PROVINCE");
        small.province().stop("nut-b");
        leaves.actOfTwo("join-province", offer, "--reason", "Nghị quyết 202");
        await("it is told who does not know the other hub")
                .atMost(PATIENCE)
                .until(() -> leaves.act("province", folder.resolve("early.json"))
                                .out()
                                .contains("nut-b")
                        && !leaves.act("province", folder.resolve("early.json"))
                                .out()
                                .contains("nut-a"));
        small.restart("nut-b");
        assertThat(leaves.act("join-province", offer, "--reason", "x").err()).contains("ANTIN-2103");
        await("the nodes know the other hub")
                .atMost(PATIENCE)
                .until(() -> Stream.of("nut-a", "nut-b")
                        .noneMatch(node -> small.node(node)
                                .directory()
                                .get()
                                .edition()
                                .authorities()
                                .isEmpty()));
    }

    private void take(HubOperator leaves, HubOperator takes) {
        await("all have said that they know it")
                .atMost(PATIENCE)
                .until(() -> !leaves.act("province", folder.resolve("early.json"))
                        .out()
                        .contains("nut-"));
        Path file = written(leaves, "small.json");
        assertThat(takes.act("take-province", file, "--reason", "x").err()).contains("ANTIN-2182");
        takes.actOfTwo(
                "take-province",
                file,
                "--authority",
                folder.resolve("small/hub/authority.p12"),
                "--reason",
                "Nghị quyết 202");
        await("nut-x knows them")
                .atMost(PATIENCE)
                .until(() -> larger.node("nut-x")
                                .directory()
                                .get()
                                .edition()
                                .agencies()
                                .size()
                        == 3);
    }

    private Path written(HubOperator by, String name) {
        Path file = folder.resolve(name);
        Run run = by.act("province", file);
        assertThat(file).as(run.toString()).exists();
        return file;
    }

    private String send(String from, String to) {
        return office(from)
                .letter(List.of(to), "V/v sáp nhập tỉnh", Office.Part.file("a.pdf", "nội dung".getBytes(UTF_8)))
                .id();
    }

    private Office office(String agency) {
        return agency.equals(OUTSIDE) ? larger.office(agency) : small.office(agency);
    }

    private boolean takenAll(String agency, String... ids) {
        for (JsonNode offer : office(agency).inbox()) {
            assertThat(office(agency).acknowledge(offer).status()).isLessThan(300);
            taken.merge(agency + " " + offer.get("id").asText(), 1, Integer::sum);
        }
        return Stream.of(ids).allMatch(id -> taken.containsKey(agency + " " + id));
    }

    /** The bundles hold for a reader who has nothing but what the smaller province gave out at its beginning. */
    private void holds(Path trust, String... ids) throws Exception {
        for (String id : ids) {
            Path bundle = folder.resolve(id + ".zip");
            Files.write(
                    bundle,
                    small.office(SENDER)
                            .get("/documents/" + id + "/evidence.zip")
                            .body());
            Run verdict = Run.of("verify", bundle, "--trust", trust);
            assertThat(verdict.code()).as(verdict.toString()).isZero();
        }
    }

    private List<String> alarms() {
        List<Repositories> all = List.of(
                small.node("nut-a").repositories(),
                small.node("nut-b").repositories(),
                larger.node("nut-x").repositories(),
                larger.province().hub().repositories());
        return all.stream()
                .flatMap(each -> each.ledger().read(tx -> each.timeline().alarms(tx)).stream())
                .map(alarm -> alarm.code() + " " + alarm.subject())
                .toList();
    }

    private static String province(Node node) {
        return node.directory().get().province();
    }
}
