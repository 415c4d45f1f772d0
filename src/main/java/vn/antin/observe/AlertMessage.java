package vn.antin.observe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import vn.antin.door.AlarmSubjectText;
import vn.antin.door.Errors;
import vn.antin.door.Language;
import vn.antin.envelope.VietnamTime;
import vn.antin.fault.Fault;
import vn.antin.json.Json;
import vn.antin.ledger.AlertStore.Alert;

/** One notification about several alerts: stored as JSON, rendered as each channel needs it. */
final class AlertMessage {

    /** Most alerts that are listed; the rest are only counted. */
    static final int MOST = 20;

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("HH:mm dd/MM/yyyy").withZone(VietnamTime.ZONE);

    private final JsonNode body;

    private AlertMessage(JsonNode body) {
        this.body = body;
    }

    static AlertMessage read(String json) {
        try {
            return new AlertMessage(Json.MAPPER.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a message that was written here", e);
        }
    }

    /** A notification about alerts that are open and alerts that have ended. */
    static AlertMessage of(HealthReading.Self self, Instant now, List<Alert> wrong, List<Alert> over, Errors errors) {
        ObjectNode body =
                head("vn.antin.alerts", self, now).put("wrong", wrong.size()).put("over", over.size());
        ArrayNode all = body.putArray("alerts");
        wrong.stream().limit(MOST).forEach(alert -> all.add(told(alert, "wrong", errors)));
        over.stream().limit(MOST).forEach(alert -> all.add(told(alert, "over", errors)));
        return new AlertMessage(body);
    }

    static AlertMessage test(HealthReading.Self self, Instant now, String who) {
        ObjectNode body = head("vn.antin.alerts.test", self, now)
                .put("by", who)
                .put("wrong", 0)
                .put("over", 0);
        body.putArray("alerts");
        return new AlertMessage(body);
    }

    private static ObjectNode head(String type, HealthReading.Self self, Instant now) {
        return Json.MAPPER
                .createObjectNode()
                .put("type", type)
                .put("node", self.node())
                .put("role", self.role())
                .put("house", self.house())
                .put("mode", self.mode())
                .put("at", now.toString());
    }

    private static ObjectNode told(Alert alert, String state, Errors errors) {
        Fault fault = Fault.ofCode(alert.code()).orElse(Fault.INSIDE);
        ObjectNode one = Json.MAPPER
                .createObjectNode()
                .put("state", state)
                .put("rule", EventCounter.word(alert.rule()))
                .put("subject", alert.subject())
                .put("level", EventCounter.word(alert.level()))
                .put("code", alert.code())
                .put("since", alert.since().toString());
        ObjectNode text = one.putObject("text");
        ObjectNode todo = one.putObject("todo");
        for (Language language : Language.values()) {
            text.put(language.tag(), errors.sentence(fault, alert.said(), language));
            todo.put(language.tag(), errors.of(fault).remedy().in(language));
        }
        return one;
    }

    String json() {
        return body.toString();
    }

    private boolean test() {
        return body.path("type").asText().endsWith("test");
    }

    String subject(Language language) {
        boolean vi = language == Language.VI;
        String what = test()
                ? vi ? "thư thử" : "test message"
                : vi
                        ? body.path("wrong").asInt() + " cảnh báo, "
                                + body.path("over").asInt() + " đã hết"
                        : body.path("wrong").asInt() + " alerts, "
                                + body.path("over").asInt() + " over";
        String mode = body.path("mode").asText().equals("test") ? "[TEST] " : "";
        return (mode + "[Antin] " + body.path("house").asText() + ": " + what).replaceAll("\\p{Cntrl}+", " ");
    }

    String text(Language language) {
        boolean vi = language == Language.VI;
        StringBuilder text = new StringBuilder();
        if (test()) {
            text.append(
                    vi
                            ? "Đây là thư thử cảnh báo, do " + body.path("by").asText() + " gửi.\n"
                            : "This is a test of the alerts, asked for by "
                                    + body.path("by").asText() + ".\n");
        }
        for (JsonNode alert : body.path("alerts")) {
            text.append(line(alert, language)).append('\n');
            if (alert.path("state").asText().equals("wrong")) {
                text.append("    ")
                        .append(alert.path("todo").path(language.tag()).asText())
                        .append('\n');
            }
        }
        int more = body.path("wrong").asInt()
                + body.path("over").asInt()
                - body.path("alerts").size();
        if (more > 0) {
            text.append(vi ? "… và " + more + " mục nữa.\n" : "… and " + more + " more.\n");
        }
        return text.append("\n-- \n")
                .append(body.path("house").asText())
                .append(" (")
                .append(body.path("role").asText())
                .append(' ')
                .append(body.path("node").asText())
                .append("), ")
                .append(MOMENT.format(Instant.parse(body.path("at").asText())))
                .append('\n')
                .toString();
    }

    private static String line(JsonNode alert, Language language) {
        boolean vi = language == Language.VI;
        String level = alert.path("level").asText();
        String mark = alert.path("state").asText().equals("over")
                ? vi ? "ĐÃ HẾT" : "OVER"
                : level.equals("critical") ? vi ? "KHẨN" : "CRITICAL" : vi ? "CẦN XEM" : "WARNING";
        return "[" + mark + "] " + alert.path("text").path(language.tag()).asText() + " ("
                + alert.path("code").asText()
                + (alert.path("subject").asText().isEmpty()
                        ? ""
                        : ", "
                                + AlarmSubjectText.in(
                                        language, alert.path("subject").asText()))
                + (vi ? ", từ " : ", since ")
                + MOMENT.format(Instant.parse(alert.path("since").asText())) + ")";
    }

    /** One line for each alert, with its syslog severity. */
    List<SyslogLine> lines(Language language) {
        List<SyslogLine> lines = new ArrayList<>();
        if (test()) {
            lines.add(new SyslogLine(5, subject(language)));
        }
        for (JsonNode alert : body.path("alerts")) {
            boolean over = alert.path("state").asText().equals("over");
            int severity = over ? 5 : alert.path("level").asText().equals("critical") ? 2 : 4;
            lines.add(new SyslogLine(severity, line(alert, language)));
        }
        return lines;
    }

    /** Severity by RFC 5424: 2 critical, 4 warning, 5 notice. */
    record SyslogLine(int severity, String text) {}

    String node() {
        return body.path("node").asText();
    }

    Instant at() {
        return Instant.parse(body.path("at").asText());
    }
}
