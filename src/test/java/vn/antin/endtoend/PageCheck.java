package vn.antin.endtoend;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Checks that hold for every page: no finding of axe, in light and dark mode; nothing loaded from elsewhere; no
 * complaint of the browser; and no overflow on a telephone.
 */
final class PageCheck {

    private static final int DESK = 1440;
    private static final int PHONE = 390;
    private static final String AXE = axe();
    private static final String RUN = """
            const done = arguments[arguments.length - 1];
            axe.run(document, { runOnly: arguments[0], resultTypes: ["violations"], preload: false }).then(
                (found) => done(found.violations.flatMap((one) => one.nodes.map(
                    (node) => one.id + " at " + node.target.join(" ") + ": " + node.any.concat(node.all, node.none)
                        .map((why) => why.message).join("; ")))),
                (failure) => done(["axe failed: " + failure]));
            """;
    private static final Object WHOLE =
            Map.of("type", "tag", "values", List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"));
    /** The rules that depend on colours and width; the others were checked in light mode on a desktop. */
    private static final Object LOOKS = Map.of(
            "type", "rule", "values", List.of("color-contrast", "link-in-text-block", "scrollable-region-focusable"));

    private static final String BEYOND = """
            return [...document.querySelectorAll("main *, header *")]
                .filter((one) => one.getBoundingClientRect().right > innerWidth && !one.closest(".wide"))
                .slice(0, 3).map((one) => one.outerHTML.slice(0, 160)).join(" | ")""";

    private static final JsonMapper JSON = new JsonMapper();

    private final Chromium browser;

    PageCheck(Chromium browser) {
        this.browser = browser;
    }

    private static String axe() {
        try (InputStream in = PageCheck.class.getResourceAsStream("/axe.min.js")) {
            if (in == null) {
                throw new IllegalStateException("axe is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens the page and returns its faults; empty when there are none. */
    List<String> faults(String address) {
        return faults(address, 200);
    }

    /** For a page with another status. */
    List<String> faults(String address, int status) {
        browser.size(DESK);
        browser.dark(false);
        browser.complaints();
        browser.traffic();
        browser.open(address);
        List<String> faults = new ArrayList<>();
        Object came = browser.run("return performance.getEntriesByType('navigation')[0].responseStatus");
        if (!came.equals((long) status)) {
            faults.add("came with " + came);
        }
        faults.addAll(now());
        browser.traffic().stream().flatMap(PageCheck::foreign).forEach(faults::add);
        browser.complaints().stream()
                .filter(line -> status == 200 || !line.startsWith(address + " - Failed to load resource"))
                .forEach(faults::add);
        return faults.stream().map(fault -> address + ": " + fault).toList();
    }

    /** The faults of the open page. */
    List<String> now() {
        browser.run(AXE);
        List<String> faults = new ArrayList<>(axe(WHOLE));
        browser.dark(true);
        browser.size(PHONE);
        faults.addAll(axe(LOOKS));
        Object wide = browser.run("return document.documentElement.scrollWidth");
        if (((Number) wide).intValue() > PHONE) {
            faults.add("wider than a telephone: " + wide + " " + browser.run(BEYOND));
        }
        browser.size(DESK);
        browser.dark(false);
        return faults;
    }

    private List<String> axe(Object what) {
        return ((List<?>) browser.answer(RUN, what))
                .stream().map(String::valueOf).toList();
    }

    /** A request to another host than this one. */
    private static Stream<String> foreign(String event) {
        try {
            JsonNode message = JSON.readTree(event).path("message");
            if (!message.path("method").asText().equals("Network.requestWillBeSent")) {
                return Stream.empty();
            }
            String url = message.at("/params/request/url").asText();
            boolean ours = url.startsWith("data:")
                    || "localhost".equals(URI.create(url).getHost());
            return ours ? Stream.empty() : Stream.of("asked elsewhere: " + url);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(event, e);
        }
    }
}
