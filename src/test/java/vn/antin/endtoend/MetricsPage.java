package vn.antin.endtoend;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses a page of metrics and checks what promtool's lint checks. */
final class MetricsPage {

    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (NaN|[+-]?Inf|[-+0-9.eE]+)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern UNIT =
            Pattern.compile(".*_(milliseconds|ms|minutes|hours|days|kb|mb|megabytes|percent)");
    private static final Pattern PERSONAL = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-.*|.*[^\\x20-\\x7e].*|.{80,}");

    /** More series of one family would mean a label that grows with the documents. */
    private static final int MOST_SERIES = 400;

    private final Map<String, String> types = new LinkedHashMap<>();
    private final Map<String, String> helps = new HashMap<>();
    private final Map<String, Double> samples = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();

    MetricsPage(String text) {
        Map<String, Integer> series = new HashMap<>();
        for (String line : text.split("\n", -1)) {
            if (line.startsWith("# HELP ")) {
                String[] words = line.split(" ", 4);
                helps.put(words[2], words.length < 4 ? "" : words[3]);
            } else if (line.startsWith("# TYPE ")) {
                String[] words = line.split(" ", -1);
                if (types.put(words[2], words[3]) != null) {
                    faults.add(words[2] + " has two types");
                }
            } else if (!line.isBlank()) {
                sample(line, series);
            }
        }
        types.forEach(this::family);
        series.forEach((name, count) -> {
            if (count > MOST_SERIES) {
                faults.add(name + " has " + count + " series");
            }
        });
    }

    private void sample(String line, Map<String, Integer> series) {
        Matcher found = SAMPLE.matcher(line);
        if (!found.matches()) {
            faults.add("not a sample: " + line);
            return;
        }
        String name = found.group(1);
        String family = family(name);
        series.merge(family, 1, Integer::sum);
        if (!types.containsKey(family)) {
            faults.add(name + " has no type before it");
        }
        String labels = found.group(2) == null ? "" : found.group(2);
        Matcher each = LABEL.matcher(labels);
        while (each.find()) {
            if (each.group(1).equals("le") && !"histogram".equals(types.get(family))) {
                faults.add(name + " has the label le");
            }
            if (PERSONAL.matcher(each.group(2)).matches()) {
                faults.add(name + " has a label without bounds: " + each.group(2));
            }
        }
        String key = name + (labels.isEmpty() ? "" : "{" + labels.replaceAll(",$", "") + "}");
        if (samples.put(key, Double.parseDouble(found.group(3).replace("Inf", "Infinity"))) != null) {
            faults.add(key + " is there twice");
        }
    }

    private String family(String name) {
        for (String suffix : List.of("_bucket", "_count", "_sum")) {
            String base = name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : "";
            String type = types.get(base);
            if ("histogram".equals(type) || "summary".equals(type)) {
                return base;
            }
        }
        return name;
    }

    private void family(String name, String type) {
        if (helps.getOrDefault(name, "").isBlank()) {
            faults.add(name + " has no help");
        }
        if (type.equals("counter") != name.endsWith("_total")) {
            faults.add(name + " is a " + type);
        }
        if (UNIT.matcher(name).matches()) {
            faults.add(name + " is not in a base unit");
        }
        if (!name.equals(name.toLowerCase(java.util.Locale.ROOT))) {
            faults.add(name + " is in camel case");
        }
    }

    /** The findings of lint; empty when there are none. */
    List<String> faults() {
        return faults;
    }

    /** Every name that a query may use: families and the series of histograms. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>(types.keySet());
        types.forEach((name, type) -> {
            if (type.equals("histogram") || type.equals("summary")) {
                names.addAll(List.of(name + "_bucket", name + "_count", name + "_sum"));
            }
        });
        return names;
    }

    /** The value of a series; NaN when it is absent. */
    double value(String series) {
        return samples.getOrDefault(series, Double.NaN);
    }
}
