package vn.antin.bench;

import java.util.Arrays;
import java.util.List;

/** Sorted measurements. */
record Series(List<Double> sorted) {

    Series {
        sorted = sorted.stream().sorted().toList();
    }

    static Series of(double... values) {
        return new Series(Arrays.stream(values).boxed().toList());
    }

    Series and(double value) {
        double[] all =
                Arrays.copyOf(sorted.stream().mapToDouble(Double::doubleValue).toArray(), sorted.size() + 1);
        all[sorted.size()] = value;
        return of(all);
    }

    boolean isEmpty() {
        return sorted.isEmpty();
    }

    double min() {
        return sorted.get(0);
    }

    double max() {
        return sorted.get(sorted.size() - 1);
    }

    /** The median; of an even number the mean of the two in the middle. */
    double median() {
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    /** The percentile by the nearest-rank method; 0 without measurements. */
    double percentile(int percent) {
        int rank = (int) Math.ceil(percent / 100d * sorted.size());
        return sorted.isEmpty() ? 0 : sorted.get(Math.max(0, rank - 1));
    }
}
