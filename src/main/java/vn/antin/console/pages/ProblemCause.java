package vn.antin.console.pages;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vn.antin.console.web.PageModel;
import vn.antin.door.Errors;
import vn.antin.ledger.Timeline;
import vn.antin.ledger.query.NodeOverview;

/**
 * One cause of trouble and everything it affects.
 *
 * @param code stable code; may be empty
 * @param title what it is
 * @param todo what to do about it
 * @param subject of an alarm
 * @param hit affected copies, newest first
 */
public record ProblemCause(
        String code,
        String title,
        String todo,
        String subject,
        Instant since,
        int times,
        List<NodeOverview.ProblemCopy> hit) {

    /** Groups copies by their fault. */
    static List<ProblemCause> grouped(List<NodeOverview.ProblemCopy> all, Errors errors, PageModel v) {
        Map<String, List<NodeOverview.ProblemCopy>> causes = new LinkedHashMap<>();
        all.forEach(each ->
                causes.computeIfAbsent(cause(each), unused -> new ArrayList<>()).add(each));
        return causes.values().stream().map(hit -> of(hit, errors, v)).toList();
    }

    private static String cause(NodeOverview.ProblemCopy one) {
        String reason = one.copy().reason();
        return late(one) ? "late" : one.copy().state() + " " + (reason == null ? "" : reason);
    }

    /** Late, without another fault. */
    private static boolean late(NodeOverview.ProblemCopy one) {
        return one.copy().state().waiting();
    }

    private static ProblemCause of(List<NodeOverview.ProblemCopy> hit, Errors errors, PageModel v) {
        NodeOverview.ProblemCopy first = hit.get(0);
        Instant since = hit.get(hit.size() - 1).copy().since();
        if (late(first)) {
            return new ProblemCause("", v.say("trouble.late"), v.say("trouble.late.do"), "", since, hit.size(), hit);
        }
        String code = first.copy().reason() == null ? "" : first.copy().reason();
        String state = v.word("state", first.copy().state().name());
        return errors.ofCode(code)
                .map(entry -> new ProblemCause(
                        code,
                        state + ": " + entry.title().in(v.words().language()),
                        entry.remedy().in(v.words().language()),
                        "",
                        since,
                        hit.size(),
                        hit))
                .orElseGet(() -> new ProblemCause(code, state, v.say("trouble.other.do"), "", since, hit.size(), hit));
    }

    static List<ProblemCause> told(List<Timeline.Alarm> alarms, Errors errors, PageModel v) {
        return alarms.stream()
                .map(alarm -> errors.ofCode(alarm.code())
                        .map(entry -> new ProblemCause(
                                alarm.code(),
                                entry.title().in(v.words().language()),
                                entry.remedy().in(v.words().language()),
                                alarm.subject(),
                                alarm.since(),
                                alarm.times(),
                                List.of()))
                        .orElseGet(() -> new ProblemCause(
                                alarm.code(),
                                alarm.detail(),
                                "",
                                alarm.subject(),
                                alarm.since(),
                                alarm.times(),
                                List.of())))
                .toList();
    }
}
