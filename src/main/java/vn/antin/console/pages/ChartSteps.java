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

/** Aggregates samples to steps of one width, oldest first; a step without samples is a gap. */
final class ChartSteps {

    /**
     * One step.
     *
     * @param minutes sampled in it; 0 in a gap
     * @param waits the largest of its samples
     */
    record ChartStep(Instant began, int minutes, Flow came, Flow went, long waits, long there, LatencyHistogram took) {

        boolean gap() {
            return minutes == 0;
        }

        double perSecond(long amount) {
            return amount / (minutes * 60.0);
        }

        /** The quantile of the receipts' times, in milliseconds; empty when there were none. */
        OptionalLong within(double part) {
            return took.within(part);
        }
    }

    private ChartSteps() {}

    /** The steps of a period up to now, the last of them incomplete. */
    static List<ChartStep> of(List<MinuteSample> samples, Duration length, Duration width, Instant now) {
        Map<Instant, ChartStep> steps = new HashMap<>();
        samples.forEach(one -> steps.merge(
                began(one.began(), width), step(began(one.began(), width), one), (before, more) -> and(before, more)));
        List<ChartStep> all = new ArrayList<>();
        Instant last = began(now, width);
        for (long back = length.dividedBy(width) - 1; back >= 0; back--) {
            Instant began = last.minus(width.multipliedBy(back));
            ChartStep step = steps.get(began);
            all.add(step == null ? new ChartStep(began, 0, Flow.NONE, Flow.NONE, 0, 0, new LatencyHistogram()) : step);
        }
        return all;
    }

    /** Drops the gaps before the first sample, but keeps a minimum number of steps. */
    static List<ChartStep> sinceFirst(List<ChartStep> steps, int least) {
        int first = 0;
        while (first < steps.size() - least && steps.get(first).gap()) {
            first++;
        }
        return steps.subList(first, steps.size());
    }

    /** Whole hours and days follow local time. */
    private static Instant began(Instant moment, Duration width) {
        long offset = VietnamTime.ZONE.getRules().getOffset(moment).getTotalSeconds();
        long local = moment.getEpochSecond() + offset;
        return Instant.ofEpochSecond(Math.floorDiv(local, width.toSeconds()) * width.toSeconds() - offset);
    }

    private static ChartStep step(Instant began, MinuteSample one) {
        LatencyHistogram took = new LatencyHistogram();
        took.add(one.took());
        return new ChartStep(began, 1, one.came(), one.went(), one.waits(), one.there(), took);
    }

    private static ChartStep and(ChartStep before, ChartStep more) {
        before.took().add(more.took());
        return new ChartStep(
                before.began(),
                before.minutes() + more.minutes(),
                before.came().and(more.came()),
                before.went().and(more.went()),
                Math.max(before.waits(), more.waits()),
                Math.max(before.there(), more.there()),
                before.took());
    }
}
