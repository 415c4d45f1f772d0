package vn.antin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vn.antin.door.EditionText;
import vn.antin.fault.Refused;
import vn.antin.json.Json;
import vn.antin.node.join.AuthorityBundle.SignedBundle;
import vn.antin.node.join.AuthorityFolder;
import vn.antin.node.join.AuthorityRequest;
import vn.antin.node.join.AuthorityRequest.AuthorityRequestKind;
import vn.antin.node.join.BundleJudge.JudgedBundle;
import vn.antin.node.join.BundleJudge.JudgedRequest;
import vn.antin.seal.pki.PrivateFile;

/**
 * Signs a hub's bundle with the authority's key, on its machine without network. Says in words what is asked, and wants
 * a yes to each request.
 */
@Command(name = "sign", sortOptions = false)
final class AuthoritySignCommand implements Callable<Integer> {

    @Mixin
    private Terminal terminal;

    @Parameters(paramLabel = "BUNDLE", descriptionKey = "bundle")
    private Path bundle;

    @Option(names = "--out", required = true, paramLabel = "SIGNED", descriptionKey = "out")
    private Path out;

    @Option(names = "--folder", defaultValue = ".", paramLabel = "DIR", descriptionKey = "folder")
    private Path folder;

    @Option(names = "--pin", paramLabel = "FILE", descriptionKey = "pin")
    private @Nullable Path pin;

    @Option(names = "--yes", descriptionKey = "yes")
    private boolean yes;

    @Option(names = "--json", descriptionKey = "json")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (json && !yes) {
            throw terminal.usage("usage.missing", "--yes"); // nobody agrees to what is not shown
        }
        Path word = pin;
        AuthorityFolder authority =
                AuthorityFolder.open(folder, word == null ? AuthorityFolder.pin(folder) : word, Clock.systemUTC());
        JudgedBundle judged = authority.judge(Files.readAllBytes(bundle));
        if (!json) {
            terminal.say(
                    "sign.bundle",
                    judged.directory().province(),
                    Moment.of(judged.made()),
                    judged.directory().serial());
            List<String> changes = EditionText.of(judged.difference(), terminal.words());
            terminal.say(changes.isEmpty() ? "sign.unchanged" : "sign.changed");
            changes.forEach(terminal::line);
        }
        List<JudgedRequest> chosen = chosen(judged);
        boolean list = judged.wantsList();
        if (list && !json) {
            terminal.say("sign.list");
        }
        if (chosen.isEmpty() && !list) {
            terminal.say("sign.nothing");
            return Exit.NOT_DONE;
        }
        SignedBundle signed = authority.sign(judged, chosen);
        PrivateFile.writeShared(out, signed.write());
        if (json) {
            ObjectNode told = Json.MAPPER
                    .createObjectNode()
                    .put("file", out.toString())
                    .put("signed", chosen.size())
                    .put("list", !signed.lists().isEmpty());
            judged.requests().stream()
                    .filter(each -> each.refused() != null)
                    .forEach(
                            each -> told.withArray("refused").add(each.request().subject()));
            terminal.line(Json.pretty(told));
        } else {
            terminal.say("sign.done", chosen.size(), out);
        }
        return Exit.DONE;
    }

    private List<JudgedRequest> chosen(JudgedBundle judged) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        List<JudgedRequest> chosen = new ArrayList<>();
        for (JudgedRequest each : judged.requests()) {
            Refused refused = each.refused();
            if (refused != null) {
                terminal.fault(refused.fault(), refused.values());
                continue;
            }
            if (!json) {
                show(each);
            }
            if (yes || agreed(in)) {
                chosen.add(each);
            }
        }
        return chosen;
    }

    private void show(JudgedRequest each) {
        String kind = "sign." + each.request().kind();
        terminal.say(
                kind,
                each.request().subject(),
                String.join("; ", each.agencies()),
                each.words(),
                names(each.request()));
    }

    /** The names of a request; an admission without any is one for all names. */
    private String names(AuthorityRequest request) {
        boolean all = request.kind() == AuthorityRequestKind.ADMISSION
                && request.names().isEmpty();
        return all ? terminal.words().say("sign.all-names") : String.join(", ", request.names());
    }

    private boolean agreed(BufferedReader in) throws IOException {
        terminal.say("sign.question");
        String answer = in.readLine();
        return answer != null
                && (answer.strip().equalsIgnoreCase(terminal.words().say("sign.yes"))
                        || answer.strip().equals("yes"));
    }
}
