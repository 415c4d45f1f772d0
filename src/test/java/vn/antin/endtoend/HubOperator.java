package vn.antin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.antin.cli.Run;

/** The operator at the machine of a hub, and the administrator at its console who is the second person. */
final class HubOperator {

    private static final String PASSWORD = "mot cau dai de nho";
    private static final Pattern REQUEST = Pattern.compile("request (\\d+) waits");

    final Browser admin;
    private final Path home;

    /** @param home the hub's folder, with the first link to its console */
    HubOperator(Path home, int httpsPort) {
        this.home = home;
        this.admin = Browser.at(home, httpsPort);
        try {
            String link = Files.readString(home.resolve("data/console.link")).strip();
            admin.post(link, Map.of("password", PASSWORD, "again", PASSWORD));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A command at the machine. */
    Run act(Object... words) {
        List<Object> all = new ArrayList<>(List.of("hub"));
        all.addAll(Arrays.asList(words));
        all.addAll(List.of("--config", home.resolve("hub.yaml")));
        return Run.of(all.toArray());
    }

    /** The same, decided by the administrator. */
    void actOfTwo(Object... words) {
        decide(request(act(words)), Map.of());
    }

    /** The number of the request that waits for the second person. */
    String request(Run asked) {
        Matcher request = REQUEST.matcher(asked.out());
        assertThat(request.find()).as(asked.toString()).isTrue();
        return request.group(1);
    }

    /** @param more further fields of the form */
    void decide(String request, Map<String, String> more) {
        String page = admin.get("/console/requests?lang=en").body();
        Matcher shown = Pattern.compile(
                        "name=\"number\" value=\"" + request + "\">.*?name=\"shown\" value=\"([0-9a-f]{8})\"",
                        Pattern.DOTALL)
                .matcher(page);
        assertThat(shown.find()).as(page).isTrue();
        Map<String, String> fields = new HashMap<>(
                Map.of("number", request, "granted", "true", "shown", shown.group(1), "reason", "đã xem"));
        fields.putAll(more);
        assertThat(admin.post("/console/decide", fields).statusCode()).isEqualTo(200);
    }
}
