package vn.antin.bench;

import java.util.Locale;

/** Formats and parses numbers and sizes. */
final class Figures {

    private static final int KILO = 1 << 10;

    private Figures() {}

    /** Three significant digits, without an exponent. */
    static String number(double value) {
        double size = Math.abs(value);
        boolean whole = value == Math.rint(value) && size < 1e12;
        if (whole || size >= 100) {
            return String.format(Locale.ROOT, "%d", Math.round(value));
        }
        return String.format(Locale.ROOT, size >= 10 ? "%.1f" : "%.2f", value);
    }

    /** Parses 2K, 10K, 1M, 1G: powers of 1,024. */
    static long bytes(String text) {
        String upper = text.strip().toUpperCase(Locale.ROOT);
        long unit = upper.endsWith("K")
                ? KILO
                : upper.endsWith("M") ? KILO * KILO : upper.endsWith("G") ? (long) KILO * KILO * KILO : 1;
        String number = unit == 1 ? upper : upper.substring(0, upper.length() - 1);
        return Math.multiplyExact(Long.parseLong(number), unit);
    }

    /** Writes a size in that form. */
    static String size(long bytes) {
        long mega = (long) KILO * KILO;
        if (bytes >= mega * KILO && bytes % (mega * KILO) == 0) {
            return bytes / mega / KILO + " GB";
        }
        if (bytes >= mega && bytes % mega == 0) {
            return bytes / mega + " MB";
        }
        return bytes >= KILO && bytes % KILO == 0 ? bytes / KILO + " KB" : bytes + " B";
    }
}
