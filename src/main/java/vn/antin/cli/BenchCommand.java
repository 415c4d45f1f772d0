package vn.antin.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures how fast documents go from one node to another through the hub. */
@Command(name = "bench", sortOptions = false)
final class BenchCommand implements Callable<Integer> {

    @Mixin
    private Terminal terminal;

    @Option(names = "--smoke", descriptionKey = "smoke")
    private boolean smoke;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "10", descriptionKey = "seconds")
    private int seconds;

    @Option(names = "--json", paramLabel = "FILE", descriptionKey = "json")
    private @Nullable Path json;

    @Override
    public Integer call() {
        throw terminal.usage("usage.missing", "--smoke");
    }
}
