package vn.antin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vn.antin.directory.DirectoryAct;
import vn.antin.directory.ProvinceFile;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.json.Json;
import vn.antin.node.OperatorProvince;
import vn.antin.node.config.KeyFiles;
import vn.antin.node.join.AuthorityRing;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.Pkcs12Keys;
import vn.antin.seal.pki.Purpose;

/** The commands by which two provinces become one (decision 58). */
final class HubProvinceCommands {

    private HubProvinceCommands() {}

    /** Writes the file of this province for the hub of another. */
    @Command(name = "province", sortOptions = false)
    static final class ProvinceFileCommand extends MachineCommand {

        @Parameters(paramLabel = "OUT", descriptionKey = "out")
        private Path out;

        @Override
        public Integer call() throws IOException {
            Optional<JsonNode> answer = askHub(OperatorProvince.TASK, Json.MAPPER.createObjectNode());
            if (answer.isEmpty()) {
                return Exit.NOT_DONE;
            }
            ObjectNode told = (ObjectNode) answer.get();
            Files.write(out, told.path("file").binaryValue());
            told.remove("file");
            told.put("file", out.toString());
            print(told, () -> text(told));
            return Exit.DONE;
        }

        private void text(JsonNode told) {
            terminal.say("hub.province.written", out, told.path("words").asText());
            List<String> behind = new ArrayList<>();
            told.path("behind").forEach(node -> behind.add(node.asText()));
            if (!behind.isEmpty()) {
                terminal.say("hub.province.behind", behind.size(), String.join(", ", behind));
            }
        }
    }

    /** Makes this province part of another. */
    @Command(name = "join-province", sortOptions = false)
    static final class JoinProvinceCommand extends HubActCommand {

        @Parameters(index = "0", paramLabel = "FILE", descriptionKey = "hub.province")
        private Path file;

        @Override
        DirectoryAct act() throws IOException {
            return new DirectoryAct.JoinProvince(ProvinceFile.read(Files.readAllBytes(file)), null);
        }
    }

    /** Takes over another province. */
    @Command(name = "take-province", sortOptions = false)
    static final class TakeProvinceCommand extends HubActCommand {

        @Parameters(index = "0", paramLabel = "FILE", descriptionKey = "hub.province")
        private Path file;

        @Option(names = "--authority", paramLabel = "P12", descriptionKey = "hub.province.authority")
        private @Nullable Path authority;

        @Option(names = "--authority-pin", paramLabel = "FILE", descriptionKey = "hub.province.pin")
        private @Nullable Path pin;

        @Override
        DirectoryAct act() throws IOException {
            DirectoryAct.TakeProvince act =
                    new DirectoryAct.TakeProvince(ProvinceFile.read(Files.readAllBytes(file)), null);
            Path keys = authority;
            if (keys != null) {
                Path secret = pin == null ? keys.resolveSibling("pin") : pin;
                Pkcs12Keys others = Pkcs12Keys.open(keys, KeyFiles.pin(secret));
                X509Certificate own = others.of(Purpose.AUTHORITY).certificate();
                Clock clock = Clock.systemUTC();
                if (!own.equals(act.other().certificate(clock.instant()))) {
                    throw new Refused(Fault.PROVINCE_KEY_MISSING, act.subject(), Certificates.name(own));
                }
                AuthorityRing.open(hub(), clock).offer(others);
            }
            return act;
        }
    }
}
