package vn.antin.console.pages;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import vn.antin.console.web.PageModel;
import vn.antin.door.Errors;
import vn.antin.ledger.query.NodeOverview.Situation;
import vn.antin.observe.HealthCheck;

/**
 * The sentence at the top of a node's overview.
 *
 * @param mood GOOD, BUSY or BAD: its style
 * @param sentence in the reader's language
 */
public record Headline(Mood mood, String sentence) {

    /** Whether somebody must act. */
    public enum Mood {
        GOOD,
        BUSY,
        BAD
    }

    /** The most important fact first. */
    static Headline of(PageModel v, LineSummary line, Situation now) {
        long unsent = now.unsent().count();
        if (!line.up() && line.trouble().equals("NOT_TRIED")) {
            return new Headline(Mood.BUSY, v.say("head.starting"));
        }
        if (!line.up()) {
            return new Headline(Mood.BAD, v.say("head.down", v.time(line.since()), v.number(unsent)));
        }
        if (!line.greeted()) {
            return new Headline(Mood.BAD, v.say("head.greeting"));
        }
        long wrong = now.wrong().count() + now.overdue().count();
        if (wrong > 0) {
            return new Headline(Mood.BAD, v.say("head.wrong", v.number(wrong)));
        }
        if (unsent + now.onTheWay().count() > 0) {
            return new Headline(
                    Mood.BUSY,
                    v.say("head.busy", v.number(unsent + now.onTheWay().count())));
        }
        Instant last = now.lastSent();
        return new Headline(Mood.GOOD, last == null ? v.say("head.ready") : v.say("head.sent", v.time(last)));
    }

    /** Replaced by a stall and its beginning: always when nothing is delivered, else only when all is well. */
    Headline unlessStill(PageModel v, List<HealthCheck> checks, Errors errors) {
        return checks.stream()
                .filter(check ->
                        check.rule() == HealthCheck.Rule.PROGRESS && check.level() == HealthCheck.CheckLevel.CRITICAL)
                .filter(check -> check.blocks() || mood != Mood.BAD)
                .findFirst()
                .flatMap(check -> Optional.ofNullable(check.fault())
                        .map(fault ->
                                errors.sentence(fault, check.said(), v.words().language())))
                .map(sentence -> new Headline(Mood.BAD, sentence))
                .orElse(this);
    }

    /** Replaced by what people have stopped, when all else is well. */
    Headline but(PageModel v, boolean paused, int stoppedRoutes) {
        if (mood == Mood.BAD || (!paused && stoppedRoutes == 0)) {
            return this;
        }
        return new Headline(Mood.BUSY, paused ? v.say("head.paused") : v.say("head.routes", v.number(stoppedRoutes)));
    }
}
