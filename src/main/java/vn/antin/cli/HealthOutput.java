package vn.antin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.antin.door.Messages;
import vn.antin.json.Json;

/** Writes health checks in the formats that other programs read. */
final class HealthOutput {

    /** Exit codes of Nagios plugins; UNKNOWN is {@link Exit#UNDECIDED}. */
    private static final List<String> LEVELS = List.of("ok", "warning", "critical");

    private static final int MOST_LEVEL = 2;

    /** The output format. */
    enum Format {
        TEXT,
        JSON,
        NAGIOS,
        PROMETHEUS
    }

    private final JsonNode answer;
    private final List<ObjectNode> checks = new ArrayList<>();

    /**
     * The checks of some rules, evaluated again where a limit is given.
     *
     * @param rules all when empty
     */
    HealthOutput(JsonNode answer, Set<String> rules, @Nullable Double warn, @Nullable Double critical) {
        this.answer = answer;
        for (JsonNode each : answer.path("checks")) {
            if (rules.isEmpty() || rules.contains(each.path("check").asText())) {
                ObjectNode check = each.deepCopy();
                anew(check, warn, critical);
                checks.add(check);
            }
        }
    }

    private static void anew(ObjectNode check, @Nullable Double warn, @Nullable Double critical) {
        if (warn == null && critical == null) {
            return;
        }
        double value = check.path("value").asDouble();
        boolean falling = check.path("falling").asBoolean();
        String level = "ok";
        if (warn != null) {
            check.put("warn", warn);
            level = beyond(value, warn, falling) ? "warning" : level;
        }
        if (critical != null) {
            check.put("critical", critical);
            level = beyond(value, critical, falling) ? "critical" : level;
        }
        check.put("level", level);
    }

    private static boolean beyond(double value, double limit, boolean falling) {
        return falling ? value < limit : value > 0 && value >= limit;
    }

    boolean none() {
        return checks.isEmpty();
    }

    /** 0 good, 1 warning, 2 critical. */
    int worst() {
        return checks.stream()
                .mapToInt(check -> LEVELS.indexOf(check.path("level").asText()))
                .max()
                .orElse(0);
    }

    List<ObjectNode> checks() {
        return checks;
    }

    /** The node's answer, reduced to these checks. */
    String json() {
        ObjectNode all = answer.deepCopy();
        var list = all.putArray("checks");
        checks.forEach(list::add);
        all.put("status", LEVELS.get(worst()));
        return Json.pretty(all);
    }

    /** One line: the worst check first, then the performance data. */
    String nagios(Messages words) {
        StringBuilder line = new StringBuilder("ANTIN ")
                .append(LEVELS.get(worst()).toUpperCase(Locale.ROOT))
                .append(" - ");
        List<String> wrong = new ArrayList<>();
        for (int level = MOST_LEVEL; level > 0; level--) {
            for (ObjectNode check : checks) {
                if (LEVELS.indexOf(check.path("level").asText()) == level) {
                    wrong.add(said(check, words));
                }
            }
        }
        line.append(
                wrong.isEmpty()
                        ? words.say("nagios.good", answer.path("node").asText(), checks.size())
                        : String.join("; ", wrong));
        String separator = " | ";
        for (ObjectNode check : checks) {
            line.append(separator).append(measured(check));
            separator = " ";
        }
        return line.toString().replace('\n', ' ');
    }

    private static String said(ObjectNode check, Messages words) {
        return check.hasNonNull("code")
                ? check.path("code").asText() + " "
                        + check.path("text").asText().replace('|', '/')
                : word(words, "rule", check.path("check")) + " "
                        + check.path("subject").asText("");
    }

    /** 'label'=value[unit];warn;crit of the plugin guidelines; where lower is worse, the range ends in a colon. */
    private static String measured(ObjectNode check) {
        String subject = check.path("subject").asText("");
        String label = check.path("check").asText() + (subject.isEmpty() ? "" : "_" + subject);
        String unit = Set.of("s", "B").contains(check.path("unit").asText())
                ? check.path("unit").asText()
                : "";
        String end = check.path("falling").asBoolean() ? ":" : "";
        return "'" + label.replace("'", "").replace("=", "") + "'=" + number(check.path("value")) + unit + ";"
                + number(check.path("warn")) + end + ";"
                + (check.has("critical") ? number(check.path("critical")) + end : "");
    }

    /** For the textfile collector of Prometheus' node exporter. */
    String prometheus() {
        StringBuilder page = new StringBuilder();
        family(page, "antin_check_level", "How bad it is: 0 good, 1 warning, 2 critical.");
        checks.forEach(check -> sample(
                page,
                "antin_check_level",
                check,
                Integer.toString(LEVELS.indexOf(check.path("level").asText()))));
        family(page, "antin_check_value", "What was measured, in seconds, bytes, days or pieces.");
        checks.forEach(check -> sample(page, "antin_check_value", check, number(check.path("value"))));
        return page.toString().stripTrailing();
    }

    private static void family(StringBuilder page, String name, String help) {
        page.append("# HELP ").append(name).append(' ').append(help).append('\n');
        page.append("# TYPE ").append(name).append(" gauge\n");
    }

    private static void sample(StringBuilder page, String name, ObjectNode check, String value) {
        String subject = check.path("subject").asText("").replace("\\", "\\\\").replace("\"", "\\\"");
        page.append(name)
                .append("{check=\"")
                .append(check.path("check").asText())
                .append("\",subject=\"")
                .append(subject)
                .append("\"} ")
                .append(value)
                .append('\n');
    }

    /** The glossary's word for an identifier, which JSON has in lower case. */
    static String word(Messages words, String kind, JsonNode name) {
        return words.word(kind, name.asText().toUpperCase(Locale.ROOT));
    }

    private static String number(JsonNode value) {
        DecimalFormat plain = new DecimalFormat("0.###", DecimalFormatSymbols.getInstance(Locale.ROOT));
        return plain.format(value.asDouble());
    }
}
