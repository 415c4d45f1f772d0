package vn.antin.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A walk through a console: every page of the menus, and one page of each kind that only other pages link to. */
final class Walk {

    private static final String MENUS = "header nav a, main nav a";
    private static final Pattern DECLARED = Pattern.compile("\\.at\\(\"([a-z-]*)\"");
    private static final Pattern FILES = Pattern.compile("static|hints|series|evidence|receipt|[a-z]+-export");

    private final Chromium browser;
    private final Set<String> seen = new TreeSet<>();

    Walk(Chromium browser) {
        this.browser = browser;
    }

    /**
     * Walks from here.
     *
     * @param each opens a page and returns its faults
     */
    List<String> from(String console, Function<String, List<String>> each) {
        List<String> said = new ArrayList<>();
        Set<String> known = new TreeSet<>(Set.of(console));
        Set<String> kinds = new TreeSet<>();
        Deque<String> ahead = new ArrayDeque<>(known);
        while (!ahead.isEmpty()) {
            String page = ahead.remove();
            said.addAll(each.apply(page));
            seen.add(name(page));
            browser.links(MENUS).stream()
                    .filter(link -> link.startsWith(console) && !link.contains("?"))
                    .filter(known::add)
                    .forEach(ahead::add);
            browser.links("main a[href*='/console/'], main a[href*='/errors/']").stream()
                    .filter(link -> !link.contains("?"))
                    .filter(link -> !FILES.matcher(name(link)).matches())
                    .filter(link -> kinds.add(name(link)))
                    .filter(known::add)
                    .forEach(ahead::add);
        }
        return said;
    }

    /** The names of the visited pages. */
    Set<String> seen() {
        return seen;
    }

    void saw(String page) {
        seen.add(page);
    }

    /** {@code document} of {@code https://localhost:1/console/document/1}; the overview has an empty name. */
    private static String name(String address) {
        String[] path = URI.create(address).getPath().split("/", -1);
        return path[1].equals("console") ? path.length > 2 ? path[2] : "" : path[1];
    }

    /** The names of all pages, as the program declares them. */
    static Set<String> declared() {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java/vn/antin/console"))) {
            return files.filter(Files::isRegularFile)
                    .flatMap(file -> DECLARED.matcher(text(file)).results())
                    .map(found -> found.group(1))
                    .filter(name -> !FILES.matcher(name).matches())
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }
}
