package vn.antin.console.pages;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import vn.antin.envelope.VietnamTime;
import vn.antin.ledger.query.LatencyHistogram;
import vn.antin.ledger.query.Samples.Flow;
import vn.antin.ledger.query.Samples.MinuteSample;

/** Samples put together to steps of one width, oldest first; a step in which nothing was sampled is a gap. */
final class ChartSteps {

    /**
     * One of them.
     *
     * @param minutes that were sampled in it; none in a gap
     * @param waits the most in any of them
     */
    record Step(Instant began, int minutes, Flow came, Flow went, long waits, long there, LatencyHistogram took) {

        boolean gap() {
            return minutes == 0;
        }

        double perSecond(long amount) {
            return amount / (minutes * 60.0);
        }

        /** Milliseconds within which this part of the receipts came; nothing when none did. */
        OptionalLong within(double part) {
            return took.within(part);
        }
    }

    private ChartSteps() {}

    /** Those of a time up to now, the last of them still under way. */
    static List<Step> of(List<MinuteSample> samples, Duration length, Duration width, Instant now) {
        Map<Instant, Step> steps = new HashMap<>();
        samples.forEach(one -> steps.merge(
                began(one.began(), width), step(began(one.began(), width), one), (before, more) -> and(before, more)));
        List<Step> all = new ArrayList<>();
        Instant last = began(now, width);
        for (long back = length.dividedBy(width) - 1; back >= 0; back--) {
            Instant began = last.minus(width.multipliedBy(back));
            Step step = steps.get(began);
            all.add(step == null ? new Step(began, 0, Flow.NONE, Flow.NONE, 0, 0, new LatencyHistogram()) : step);
        }
        return all;
    }

    /** Without the gaps before the first sample, so that little fills the chart, and not fewer than so many of the last. */
    static List<Step> sinceFirst(List<Step> steps, int least) {
        int first = 0;
        while (first < steps.size() - least && steps.get(first).gap()) {
            first++;
        }
        return steps.subList(first, steps.size());
    }

    /** Whole hours and days are those of the clock on the wall. */
    private static Instant began(Instant moment, Duration width) {
        long offset = VietnamTime.ZONE.getRules().getOffset(moment).getTotalSeconds();
        long local = moment.getEpochSecond() + offset;
        return Instant.ofEpochSecond(Math.floorDiv(local, width.toSeconds()) * width.toSeconds() - offset);
    }

    private static Step step(Instant began, MinuteSample one) {
        LatencyHistogram took = new LatencyHistogram();
        took.add(one.took());
        return new Step(began, 1, one.came(), one.went(), one.waits(), one.there(), took);
    }

    private static Step and(Step before, Step more) {
        before.took().add(more.took());
        return new Step(
                before.began(),
                before.minutes() + more.minutes(),
                before.came().and(more.came()),
                before.went().and(more.went()),
                Math.max(before.waits(), more.waits()),
                Math.max(before.there(), more.there()),
                before.took());
    }
}
