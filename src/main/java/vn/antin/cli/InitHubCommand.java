package vn.antin.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vn.antin.envelope.Mode;
import vn.antin.envelope.NodeId;
import vn.antin.node.join.HomeSetup;

/** Creates the folder of a hub: its authority, keys, directory, configuration, and a join file for each agency. */
@Command(name = "hub", sortOptions = false)
final class InitHubCommand implements Callable<Integer> {

    @Mixin
    private Terminal terminal;

    @Parameters(paramLabel = "DIR", descriptionKey = "dir")
    private Path folder;

    @Option(names = "--province", required = true, paramLabel = "NAME", descriptionKey = "province")
    private String province;

    @Option(names = "--agencies", paramLabel = "CSV", descriptionKey = "agencies")
    private @Nullable Path agencies;

    @Option(names = "--host", paramLabel = "HOST", defaultValue = "localhost", descriptionKey = "host")
    private String host;

    @Option(names = "--broker-port", paramLabel = "PORT", defaultValue = "61617", descriptionKey = "broker-port")
    private int brokerPort;

    @Option(names = "--https-port", paramLabel = "PORT", defaultValue = "8443", descriptionKey = "https-port")
    private int httpsPort;

    @Option(names = "--keys", paramLabel = "rsa|ec", defaultValue = "ec", descriptionKey = "keys")
    private InitCommand.KeyOptions keys;

    @Mixin
    private TokenOption token;

    @Option(names = "--token-authority", descriptionKey = "token-authority")
    private boolean authority;

    @Option(names = "--authority-apart", paramLabel = "DIR", descriptionKey = "authority-apart")
    private @Nullable Path apart;

    @Option(names = "--mode", paramLabel = "production|test", defaultValue = "production", descriptionKey = "mode")
    private Mode mode;

    @Override
    public Integer call() throws IOException {
        Path carried = apart;
        if (carried != null && authority) {
            throw terminal.usage("init.authority-once");
        }
        Path given = agencies;
        Path list = given == null ? HomeSetup.exampleAgencies(Files.createTempDirectory("antin")) : given;
        try {
            NodeId id = new NodeId("hub");
            new HomeSetup(Clock.systemUTC())
                    .hub(
                            new HomeSetup.NewHub(
                                    province, id, list, host, brokerPort, httpsPort, keys.algorithm, mode, carried),
                            folder,
                            token.token(terminal, authority));
        } finally {
            if (given == null) {
                Files.delete(list);
                Files.delete(list.toAbsolutePath().getParent());
            }
        }
        terminal.say("init.hub", folder, folder.resolve("hub.yaml"), folder.resolve("joins"));
        if (carried != null) {
            terminal.say("init.apart", carried);
        }
        return Exit.DONE;
    }
}
