package vn.antin.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import vn.antin.cli.Exit;
import vn.antin.cli.Terminal;

/** Runs every measurement with its defaults, one after the other, into one report. */
@Command(name = "all", sortOptions = false)
public final class AllCommand implements Callable<Integer> {

    private static final List<String> ALL = List.of("throughput", "verify", "line", "memory", "cold", "province");

    @Mixin
    private Terminal terminal;

    @Mixin
    private Output output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Report report = output.begin("all", terminal);
        Map<String, SvgImage> charts = new LinkedHashMap<>();
        for (String name : ALL) {
            CommandLine command =
                    Objects.requireNonNull(spec.parent().subcommands().get(name), name);
            command.parseArgs("--repeat", Integer.toString(output.repeat()));
            if (command.getCommandSpec().userObject() instanceof Measurement measurement) {
                charts.putAll(measurement.measure(report));
            }
        }
        output.write(terminal, report, charts);
        return Exit.DONE;
    }
}
