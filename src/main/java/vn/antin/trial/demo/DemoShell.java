package vn.antin.trial.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import vn.antin.seal.pki.PrivateFile;

/**
 * Writes the variables for a shell that uses a running demo: {@code . demo/env}. The shell reads the API keys from
 * their files.
 */
final class DemoShell {

    private static final List<String> ROLES = List.of("SENDER", "OTHER", "RECIPIENT");

    private DemoShell() {}

    static Path file(DemoFolder folder) {
        return folder.path().resolve("env");
    }

    /** Writes the file for three agencies: the sender, another one, and the recipient. */
    static void write(DemoFolder folder, List<DemoSoftware> all) {
        StringBuilder text = new StringBuilder("# Addresses and keys of the demo that runs here now: . "
                + file(folder)
                + "\n# Địa chỉ và khóa của bản chạy thử đang chạy.\n");
        line(text, "CA", quoted(folder.trust(all.get(0).node())));
        for (int i = 0; i < all.size(); i++) {
            DemoSoftware each = all.get(i);
            String role = ROLES.get(i);
            text.append("# ").append(each.name()).append('\n');
            line(text, role, quoted(each.rest().server()));
            line(text, role + "_CODE", quoted(each.code()));
            line(
                    text,
                    role + "_KEY",
                    "$(cat " + quoted(folder.path().resolve(each.node()).resolve("api.key")) + ")");
            line(text, role + "_CONFIG", quoted(folder.config(each.node())));
        }
        try {
            PrivateFile.write(file(folder), text.toString().getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(file(folder).toString(), e);
        }
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name).append('=').append(value).append('\n');
    }

    private static String quoted(Path path) {
        return quoted(path.toAbsolutePath().normalize().toString());
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
