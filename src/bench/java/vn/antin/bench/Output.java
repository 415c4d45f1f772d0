package vn.antin.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import vn.antin.cli.Terminal;
import vn.antin.json.Json;

/** The options for repeats and for the report's files. */
final class Output {

    private static final int WIDTH = 26;

    @Option(names = "--repeat", paramLabel = "N", defaultValue = "1", descriptionKey = "bench-repeat")
    private int repeat;

    @Option(names = "--json", paramLabel = "FILE", descriptionKey = "bench-json")
    private @Nullable Path json;

    @Option(names = "--svg", paramLabel = "FILE", descriptionKey = "bench-svg")
    private @Nullable Path svg;

    int repeat() {
        return Math.max(1, repeat);
    }

    /** Runs one measurement with a report of its own. */
    void alone(String name, Terminal terminal, Measurement measurement) throws Exception {
        Report report = begin(name, terminal);
        write(terminal, report, measurement.measure(report));
    }

    Report begin(String name, Terminal terminal) {
        terminal.line(MachineInfo.words());
        return new Report(Head.of(name, repeat()));
    }

    /** Prints the figures with their targets, and writes the requested files. */
    void write(Terminal terminal, Report report, Map<String, SvgImage> charts) throws IOException {
        terminal.say("bench.figures");
        report.figures().forEach((key, series) -> terminal.line(line(key, series)));
        report.missing().forEach((key, why) -> terminal.line("  – " + padded(key) + "  " + why));
        if (json != null) {
            Files.writeString(json, Json.pretty(report.json()) + "\n");
        }
        for (Map.Entry<String, SvgImage> chart : charts.entrySet()) {
            if (svg != null && !chart.getValue().isEmpty()) {
                Files.writeString(
                        charts.size() == 1 ? svg : named(svg, chart.getKey()),
                        chart.getValue().svg());
            }
        }
    }

    /** A file for each chart, with the chart's name before the suffix. */
    private static Path named(Path file, String name) {
        return file.resolveSibling(file.getFileName().toString().replaceFirst("(\\.svg)?$", "-" + name + ".svg"));
    }

    private static String line(Key key, Series series) {
        String mark = key.bar().isEmpty() ? " " : key.reached(series.median()) ? "✔" : "✘";
        String text = "  " + mark + " " + padded(key) + "  " + Figures.number(series.median());
        if (series.sorted().size() > 1) {
            text += " (" + Figures.number(series.min()) + " … " + Figures.number(series.max()) + ")";
        }
        return key.bar().isEmpty() ? text : text + "  " + key.bar();
    }

    private static String padded(Key key) {
        return key.key() + " ".repeat(Math.max(0, WIDTH - key.key().length()));
    }
}
