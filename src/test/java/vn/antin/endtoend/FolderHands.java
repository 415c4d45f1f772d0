package vn.antin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static vn.antin.SlowMachine.PATIENCE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.antin.endtoend.Attempt.File;
import vn.antin.endtoend.Attempt.Letter;
import vn.antin.endtoend.Attempt.PackageAttempt;

/** Submits by a folder, and reads the result there. */
record FolderHands(Path folder, AtomicInteger number) implements Seen.Hands {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern ID = Pattern.compile("Văn bản mã ([0-9a-f-]{36})");
    private static final String STATE = ".trang-thai.txt";

    FolderHands(Path folder) {
        this(folder, new AtomicInteger());
    }

    @Override
    public Seen hand(Attempt attempt, String language) throws Exception {
        Set<String> before = names("sent", STATE);
        before.addAll(names("failed", ".err.json"));
        String name = "văn bản " + number.incrementAndGet();
        if (attempt instanceof Letter letter) {
            write(letter, folder.resolve("out").resolve(name));
        } else if (attempt instanceof PackageAttempt one) {
            Path under = folder.resolve("out").resolve(name + ".tmp");
            Files.write(under, one.edxml());
            Files.move(under, folder.resolve("out").resolve(name + ".edxml"));
        } else {
            throw new IllegalArgumentException(attempt.toString());
        }
        return await().pollInterval(Duration.ofMillis(20))
                .atMost(PATIENCE)
                .until(() -> seen(name, before), seen -> !seen.words().equals("-"));
    }

    private static void write(Letter letter, Path at) throws IOException {
        Files.createDirectories(at);
        for (File file : letter.files()) {
            Files.write(at.resolve(file.name()), file.content());
        }
        String json = letter.json();
        Files.writeString(at.resolve("meta.tmp"), json == null ? JSON.writeValueAsString(letter.words()) : json);
        Files.move(at.resolve("meta.tmp"), at.resolve("meta.json"));
    }

    private Set<String> names(String place, String ending) throws IOException {
        Set<String> names = new HashSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.resolve(place), "*" + ending)) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        }
        return names;
    }

    /** The result, once the entry has left {@code out/}. */
    private Seen seen(String name, Set<String> before) throws IOException {
        if (Files.exists(folder.resolve("out").resolve(name))
                || Files.exists(folder.resolve("out").resolve(name + ".edxml"))) {
            return Seen.refused("", 0, "-");
        }
        for (String one : names("failed", ".err.json")) {
            if (!before.contains(one)) {
                return refused(folder.resolve("failed").resolve(one.replace(".err.json", "")));
            }
        }
        for (String one : names("sent", STATE)) {
            Matcher id = ID.matcher(Files.readString(folder.resolve("sent").resolve(one)));
            if (!before.contains(one) && id.find()) {
                return Seen.taken(id.group(1));
            }
        }
        return Seen.refused("", 0, "-");
    }

    private static Seen refused(Path stem) throws IOException {
        assertThat(Files.exists(stem) || Files.exists(stem.resolveSibling(stem.getFileName() + ".edxml")))
                .isTrue();
        String words = Files.readString(stem.resolveSibling(stem.getFileName() + ".loi.txt"));
        JsonNode json = JSON.readTree(
                stem.resolveSibling(stem.getFileName() + ".err.json").toFile());
        String code = json.path("code").asText();
        assertThat(words).startsWith(code + ": ");
        return Seen.refused(code, json.path("status").asInt(), words.strip());
    }
}
