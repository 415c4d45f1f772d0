package vn.antin.console.pages;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.antin.console.web.Names;
import vn.antin.console.web.PageModel;
import vn.antin.ledger.people.AuditLog.AuditEntry;

/**
 * Renders a row of the audit log for people: roles, pages, filters, verdicts and times in words. The row itself keeps
 * the program's identifiers, because it is sealed.
 */
public final class AuditText {

    private static final Set<String> NO_FILTER = Set.of("lang", "cursor", "after", "before", "page", "form");
    private static final Pattern NAME = Pattern.compile("\\b[A-Z][A-Z_]+\\b");
    private static final Pattern DECIDED = Pattern.compile("asked by (\\S+): (.*)", Pattern.DOTALL);
    private static final String EXPORT = "-export";
    private static final String CONTENT = "content shown";

    private final PageModel v;
    private final Names names;

    AuditText(PageModel v, Names names) {
        this.v = v;
        this.names = names;
    }

    public String subject(AuditEntry entry) {
        String subject = entry.subject();
        return switch (entry.what()) {
            case "LOOKED" -> page(subject);
            case "EXPORTED" -> file(subject);
            case "SILENCE_ALERT" -> rule(subject);
            case "SET_CONTACT" -> names.told(subject);
            default -> entry.what().endsWith("_ROLE") || entry.what().endsWith("_DIRECTORY") ? named(subject) : subject;
        };
    }

    /** The details of the row; may be empty. */
    public String detail(AuditEntry entry) {
        String detail = entry.detail();
        if (detail.isEmpty()) {
            return "";
        }
        return switch (entry.what()) {
            case "LOOKED", "EXPORTED" -> filter(detail);
            case "VERIFIED" -> v.word("outcome", detail);
            case "SILENCE_ALERT" -> until(detail);
            case "DEAD_AGAIN" -> v.word("dead.outcome", detail);
            case "DEAD_OVER" -> v.word("dead.over", detail);
            case "SEND_ON", "PAUSE", "RESUME" -> names.told(detail);
            case "DIAGNOSE" ->
                detail.matches("\\d{1,15} B")
                        ? v.size(Long.parseLong(detail.substring(0, detail.length() - 2)))
                        : detail;
            case "LOGIN_WAITS" ->
                detail.matches("\\d{1,18}") ? v.say("audit.try", v.number(Long.parseLong(detail))) : detail;
            case "RETRY" ->
                detail.matches("\\d{1,18}") ? v.say("audit.rows", v.number(Long.parseLong(detail))) : detail;
            default -> decided(detail);
        };
    }

    private String decided(String detail) {
        Matcher decided = DECIDED.matcher(detail);
        return decided.matches() ? v.say("audit.asked", decided.group(1), decided.group(2)) : named(detail);
    }

    /** Replaces the identifiers of roles, account sources, acts on the directory and their changes by words. */
    private String named(String text) {
        return NAME.matcher(text.replace(" -> ", " → "))
                .replaceAll(found ->
                        Matcher.quoteReplacement(word(List.of("role", "origin", "act", "changed"), found.group())));
    }

    private String page(String path) {
        String[] parts = path.split("/", 2);
        if (parts.length > 1 && parts[0].endsWith(EXPORT)) {
            return file(parts[0].substring(0, parts[0].length() - EXPORT.length()) + "." + parts[1]);
        }
        String name = parts[0].isEmpty() ? "overview" : parts[0];
        return word(List.of("nav", "auditing", "audit.page"), name) + (parts.length > 1 ? " " + parts[1] : "");
    }

    private String file(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0
                ? page(name)
                : page(name.substring(0, dot)) + " (" + name.substring(dot + 1).toUpperCase(Locale.ROOT) + ")";
    }

    /** The word of the first kind that has one for the name; else the name. */
    private String word(List<String> kinds, String name) {
        return kinds.stream()
                .map(kind -> v.word(kind, name))
                .filter(word -> !word.equals(name))
                .findFirst()
                .orElse(name);
    }

    private String filter(String detail) {
        List<String> said = new ArrayList<>();
        String query = detail;
        if (query.startsWith(CONTENT)) {
            said.add(v.say("audit.content"));
            query = query.substring(CONTENT.length()).strip();
        }
        for (String field : query.split("&", -1)) {
            int equals = field.indexOf('=');
            if (equals < 0 && !field.isEmpty()) {
                said.add(field);
            } else if (equals > 0 && equals < field.length() - 1 && !NO_FILTER.contains(field.substring(0, equals))) {
                String name = field.substring(0, equals);
                said.add(word(List.of("audit.field", "ask", "reg"), name) + ": "
                        + value(name, decoded(field.substring(equals + 1))));
            }
        }
        return String.join("; ", said);
    }

    private String value(String name, String value) {
        return switch (name) {
            case "direction", "state", "urgency", "event" -> v.word(name, value);
            case "overdue", "missing", "bad" -> v.say("reg.yes");
            case "agency", "counterparty", "sender" -> names.told(value);
            default -> value;
        };
    }

    /** Long texts are cut in the row: the last percent-encoded character may be incomplete. */
    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException cut) {
            return text;
        }
    }

    private String rule(String subject) {
        String[] parts = subject.split(" ", 2);
        String about = parts.length > 1 ? v.about(parts[0], parts[1]) : "";
        return (v.word("rule", parts[0]) + " " + about).strip();
    }

    private String until(String moment) {
        try {
            return v.say("audit.until", v.moment(Instant.parse(moment)));
        } catch (DateTimeException notOne) {
            return moment;
        }
    }
}
