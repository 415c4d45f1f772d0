package vn.antin.trial.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.antin.cli.Rest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.json.Json;

/** Polls a node's feed of events; a failed call is repeated from the same number. */
final class EventPoller {

    private static final Pattern AFTER = Pattern.compile("[?&]after=(\\d+)");

    private final Rest rest;
    private final String types;
    private String after;

    /**
     * Starts after that number.
     *
     * @param types separated by commas; empty for all
     * @param after a number, or {@code latest} for events from now on
     */
    EventPoller(Rest rest, String types, String after) {
        this.rest = rest;
        this.types = types;
        this.after = after;
    }

    /** Starts now; the number is read at once. */
    static EventPoller fromNow(Rest rest, String types) {
        EventPoller reader = new EventPoller(rest, types, "latest");
        reader.next(0);
        return reader;
    }

    /** The next events, waiting for the first of them. */
    List<JsonNode> next(int waitSeconds) {
        String chosen = types.isEmpty() ? "" : "&types=" + URLEncoder.encode(types, StandardCharsets.UTF_8);
        HttpResponse<byte[]> answer = rest.file("/api/v1/events?after=" + after + "&wait=" + waitSeconds + chosen);
        List<JsonNode> events = new ArrayList<>();
        try {
            Json.MAPPER.readTree(answer.body()).forEach(events::add);
        } catch (IOException e) {
            throw new Refused(Fault.JSON_MALFORMED, e, String.valueOf(e.getMessage()));
        }
        Matcher next = AFTER.matcher(answer.headers().firstValue("Link").orElse(""));
        if (next.find()) {
            after = next.group(1);
        }
        return events;
    }

    /** The number to resume after. */
    String after() {
        return after;
    }
}
