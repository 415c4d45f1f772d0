package vn.antin.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The fenced blocks of a document: commands, commands for a window of their own, and expected output. */
record Fences(Path file, List<Fence> all) {

    private static final Pattern FENCE = Pattern.compile("(?ms)^```([^\\n]*)\\n(.*?)^```$");

    /** A block with its kind: {@code sh}, {@code sh window}, {@code text}, or a format that is only shown. */
    record Fence(int line, String kind, String text) {

        boolean isCommand() {
            return kind.equals("sh");
        }

        boolean isWindow() {
            return kind.equals("sh window");
        }

        /** A pattern for the output: its lines in order; … stands for anything. */
        Pattern shown() {
            StringBuilder regex = new StringBuilder("(?s).*");
            for (String line : text.strip().split("\n", -1)) {
                regex.append(Pattern.quote(line).replace("…", "\\E.*\\Q")).append(".*");
            }
            return Pattern.compile(regex.toString());
        }
    }

    static Fences of(Path file) throws IOException {
        String text = Files.readString(file);
        List<Fence> all = new ArrayList<>();
        Matcher fences = FENCE.matcher(text);
        while (fences.find()) {
            int line = (int) text.substring(0, fences.start()).lines().count() + 1;
            all.add(new Fence(line, fences.group(1).strip(), fences.group(2)));
        }
        return new Fences(file, all);
    }

    /** All commands, in order. */
    List<String> commands() {
        return all.stream()
                .filter(fence -> fence.isCommand() || fence.isWindow())
                .map(Fence::text)
                .toList();
    }
}
