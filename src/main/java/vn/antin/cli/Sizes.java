package vn.antin.cli;

import java.util.Locale;

/** Formats bytes and seconds for people. */
final class Sizes {

    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};

    private Sizes() {}

    /** "104.9 MB": a number and a unit, powers of 1000. */
    static String of(long bytes) {
        double number = bytes;
        int unit = 0;
        while (number >= 1000 && unit < UNITS.length - 1) {
            number /= 1000;
            unit++;
        }
        return unit == 0
                ? bytes + " " + UNITS[0]
                : String.format(Locale.ROOT, number < 100 ? "%.1f %s" : "%.0f %s", number, UNITS[unit]);
    }

    /** "2:12" or "1:02:12". */
    static String time(long seconds) {
        long hours = seconds / 3600;
        String rest = String.format(Locale.ROOT, hours > 0 ? "%02d:%02d" : "%d:%02d", seconds / 60 % 60, seconds % 60);
        return hours > 0 ? hours + ":" + rest : rest;
    }
}
