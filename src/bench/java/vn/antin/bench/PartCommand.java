package vn.antin.bench;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vn.antin.bench.bare.BareRecipient;
import vn.antin.bench.bare.BareRelay;
import vn.antin.bench.bare.BareSender;
import vn.antin.cli.Exit;
import vn.antin.cli.Terminal;
import vn.antin.node.config.Config;
import vn.antin.node.config.ConfigFile;

/** One process of the bare relay, started by the benchmark. */
@Command(name = PartCommand.NAME, hidden = true)
public final class PartCommand implements Callable<Integer> {

    static final String NAME = "part";

    /** More gains nothing on few cores, fewer would wait for the disk. */
    private static final int WORKERS = 16;

    /** The role of the process. */
    enum Role {
        RELAY,
        RECIPIENT,
        SENDER
    }

    @Mixin
    @SuppressWarnings("unused") // fields are set by picocli
    private Terminal terminal;

    @Parameters(paramLabel = "ROLE", descriptionKey = "bench-role")
    private Role role;

    @Option(names = "--config", required = true, paramLabel = "FILE", descriptionKey = "bench-config")
    private Path config;

    @Option(names = "--data", required = true, paramLabel = "DIR", descriptionKey = "bench-data")
    private Path data;

    @Option(names = "--port", required = true, paramLabel = "PORT", descriptionKey = "bench-port")
    private int port;

    static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Integer call() throws Exception {
        Config whose = ConfigFile.read(config);
        switch (role) {
            case RELAY -> untilTheEnd(new BareRelay(whose, data, port, WORKERS));
            case RECIPIENT -> untilTheEnd(new BareRecipient(whose, data, port, WORKERS));
            case SENDER -> {
                try (BareSender sender = new BareSender(whose, port)) {
                    Orders.obey(System.out, sender::send);
                }
            }
        }
        return Exit.DONE;
    }

    private static void untilTheEnd(AutoCloseable part) throws Exception {
        try (part) {
            Orders.untilTheEnd(System.out);
        }
    }
}
