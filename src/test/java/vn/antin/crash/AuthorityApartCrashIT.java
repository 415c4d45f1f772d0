package vn.antin.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static vn.antin.SlowMachine.PATIENCE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.Slow;
import vn.antin.envelope.Mode;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.json.Json;
import vn.antin.node.OperatorAuthority;
import vn.antin.node.OperatorFiles.OperatorCommand;
import vn.antin.node.join.AuthorityFolder;
import vn.antin.node.join.BundleJudge.JudgedBundle;
import vn.antin.node.join.HomeSetup;
import vn.antin.node.join.JoinFile;
import vn.antin.seal.pki.KeyAlgorithm;

/** What the authority has signed is taken once, wherever the hub is killed while it takes it. */
@Slow
class AuthorityApartCrashIT {

    private static final List<String> POINTS =
            List.of("authority.signed, before commit", "authority.signed, after sync");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    private Path hub;

    @Test
    void a_signed_bundle_is_taken_once_wherever_the_hub_dies() throws Exception {
        Image image = new Image(folder.resolve("image"), new HashMap<>(ThreeProcesses.TIMERS));
        hub = folder.resolve("hub");
        Path safe = folder.resolve("safe");
        int[] ports = ThreeProcesses.freePorts(2);
        new HomeSetup(Clock.systemUTC())
                .hub(
                        new HomeSetup.NewHub(
                                "Tỉnh thử",
                                new NodeId("hub"),
                                HomeSetup.exampleAgencies(folder),
                                "127.0.0.1",
                                ports[0],
                                ports[1],
                                KeyAlgorithm.EC_P256,
                                Mode.PRODUCTION,
                                safe),
                        hub);
        AuthorityFolder authority = AuthorityFolder.open(safe, AuthorityFolder.pin(safe), Clock.systemUTC());
        Map<String, String> nodes = Map.of(POINTS.get(0), "so-noi-vu", POINTS.get(1), "so-y-te");
        try (Living process = new Living(hub.resolve("hub.yaml"), image)) {
            process.start();
            for (String point : POINTS) {
                String node = nodes.get(point);
                assertThatThrownBy(() -> join(node))
                        .isInstanceOfSatisfying(
                                Refused.class, why -> assertThat(why.fault()).isEqualTo(Fault.AUTHORITY_AWAITED));
                byte[] signed = sign(authority);
                process.arm(point, 1);
                OperatorCommand taking = command(signed);
                await("the hub dies at " + point).atMost(PATIENCE).until(process::killed);
                process.start();
                JsonNode answer = answer(taking);
                assertThat(answer.path("taken").size() + answer.path("known").asInt())
                        .as(point)
                        .isEqualTo(1);
                join(node);
                assertThat(folder.resolve(node).resolve("node.yaml")).exists();
                assertThat(answer(command(signed)).path("taken")).isEmpty();
            }
            assertThat(waiting()).isEmpty();
        }
    }

    private void join(String node) {
        JoinFile file = JoinFile.read(hub.resolve("joins").resolve(node + ".join"));
        new HomeSetup(Clock.systemUTC()).node(file, folder.resolve(node), 0, KeyAlgorithm.EC_P256);
    }

    private byte[] sign(AuthorityFolder authority) throws IOException {
        ObjectNode values = Json.MAPPER.createObjectNode().put("bundle", true);
        JsonNode answer = answer(new OperatorCommand(hub.resolve("data"), OperatorAuthority.REQUESTS, values));
        JudgedBundle judged = authority.judge(answer.path("bundle").binaryValue());
        return authority.sign(judged, judged.requests()).write();
    }

    private JsonNode waiting() throws IOException {
        return answer(new OperatorCommand(
                        hub.resolve("data"), OperatorAuthority.REQUESTS, Json.MAPPER.createObjectNode()))
                .path("requests");
    }

    private OperatorCommand command(byte[] signed) throws IOException {
        return new OperatorCommand(
                hub.resolve("data"),
                OperatorAuthority.SIGNED,
                Json.MAPPER.createObjectNode().put("signed", signed));
    }

    private static JsonNode answer(OperatorCommand command) throws IOException {
        await("an answer").atMost(PATIENCE).until(command::answered);
        return command.answer();
    }
}
