package vn.antin.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.node.join.HomeSetup;
import vn.antin.node.join.JoinFile;
import vn.antin.seal.pki.Certificates;

/** Creates the folder of a node: its keys, certified by the hub that the join file names, and its configuration. */
@Command(name = "node", sortOptions = false)
final class InitNodeCommand implements Callable<Integer> {

    private static final Duration AGAIN = Duration.ofSeconds(3);

    @Mixin
    private Terminal terminal;

    @Parameters(paramLabel = "DIR", descriptionKey = "dir")
    private Path folder;

    @Option(names = "--join", required = true, paramLabel = "FILE", descriptionKey = "join")
    private Path join;

    @Option(names = "--https-port", paramLabel = "PORT", defaultValue = "8443", descriptionKey = "https-port")
    private int httpsPort;

    @Option(names = "--keys", paramLabel = "rsa|ec", defaultValue = "ec", descriptionKey = "keys")
    private InitCommand.KeyOptions keys;

    @Mixin
    private TokenOption token;

    @Option(names = "--wait", paramLabel = "MINUTES", defaultValue = "30", descriptionKey = "wait")
    private int wait;

    @Option(names = "--seal-request", paramLabel = "FILE", descriptionKey = "seal-request")
    private @Nullable Path sealRequest;

    @Option(names = "--seal-certificate", paramLabel = "FILE", descriptionKey = "seal-certificate")
    private @Nullable Path sealCertificate;

    @Override
    public Integer call() throws IOException {
        JoinFile file = JoinFile.read(join);
        if (sealRequest != null) {
            byte[] request = new HomeSetup(Clock.systemUTC())
                    .sealRequest(file, folder, keys.algorithm, token.token(terminal, false));
            Files.write(sealRequest, request);
            terminal.say("init.seal-request", sealRequest, folder);
            return Exit.DONE;
        }
        byte[] seal = sealCertificate == null
                ? null
                : Certificates.encoded(Certificates.read(Files.readAllBytes(sealCertificate)));
        try {
            join(file, seal);
        } catch (Refused e) {
            if (waits(e)) {
                awaitConfirmation(file, seal, e);
            } else {
                throw e.fault() == Fault.UNREACHABLE ? notReached(file, e) : e;
            }
        }
        terminal.say("init.node", file.node(), folder, folder.resolve("node.yaml"), folder.resolve("api.key"));
        return Exit.DONE;
    }

    private void join(JoinFile file, byte @Nullable [] seal) {
        new HomeSetup(Clock.systemUTC())
                .node(file, folder, httpsPort, keys.algorithm, token.token(terminal, false), seal);
    }

    /** Whether the hub's operator, or an authority on another machine, has to act before the node gets certificates. */
    private static boolean waits(Refused refused) {
        return refused.fault() == Fault.JOIN_WAITS || refused.fault() == Fault.AUTHORITY_AWAITED;
    }

    /** Asks again with the same keys until those at the hub have decided. */
    private void awaitConfirmation(JoinFile file, byte @Nullable [] seal, Refused first) {
        terminal.say(
                first.fault() == Fault.JOIN_WAITS ? "init.waits" : "init.awaits",
                first.values().get(1));
        long[] next = {System.nanoTime()};
        boolean confirmed = Polling.until(Duration.ofMinutes(wait), () -> {
            if (System.nanoTime() - next[0] < 0) {
                return false;
            }
            next[0] = System.nanoTime() + AGAIN.toNanos();
            try {
                join(file, seal);
                return true;
            } catch (Refused e) {
                if (waits(e) || e.fault() == Fault.UNREACHABLE) {
                    return false;
                }
                throw e;
            }
        });
        if (!confirmed) {
            throw first;
        }
    }

    /** A running node retries by itself; this command fails, so that the operator acts. */
    private static Refused notReached(JoinFile file, Refused failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        String why = cause.getClass().getSimpleName() + (cause.getMessage() == null ? "" : ": " + cause.getMessage());
        return new Refused(
                Fault.HUB_NOT_REACHED,
                failure,
                file.https().host() + ":" + file.https().port(),
                why);
    }
}
