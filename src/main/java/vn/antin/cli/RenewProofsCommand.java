package vn.antin.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.json.Json;
import vn.antin.log.ProofRenewal;
import vn.antin.node.config.Config;
import vn.antin.node.config.ConfigFile;

/** Has a running hub or node time-stamp its proofs again, also those that are not due. */
@Command(name = "renew-proofs", sortOptions = false)
final class RenewProofsCommand implements Callable<Integer> {

    /** The process looks every ten seconds; a list takes well under a second. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Mixin
    private Terminal terminal;

    @Mixin
    private ConfigOption config;

    @Option(names = "--json", descriptionKey = "json")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Config read = ConfigFile.read(config.file());
        ProofRenewal.ask(read.data());
        ProofRenewal.Renewed renewed = awaited(read.data());
        Fault late = renewed.late();
        if (json) {
            ObjectNode answer = Json.MAPPER
                    .createObjectNode()
                    .put("objects", renewed.objects())
                    .put("lists", renewed.lists())
                    .put("late", late == null ? null : late.code());
            terminal.line(Json.pretty(answer));
        } else {
            terminal.say("renew-proofs.done", renewed.objects(), renewed.lists());
            if (late != null) {
                terminal.fault(late, List.of());
            }
        }
        return late == null ? Exit.DONE : Exit.NOT_DONE;
    }

    private static ProofRenewal.Renewed awaited(Path data) throws IOException, InterruptedException {
        Path done = data.resolve(ProofRenewal.DONE);
        Instant end = Clock.systemUTC().instant().plus(PATIENCE);
        while (Clock.systemUTC().instant().isBefore(end)) {
            if (Files.exists(done)) {
                return ProofRenewal.Renewed.read(Files.readString(done));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        Files.deleteIfExists(data.resolve(ProofRenewal.ASKED));
        throw new Refused(Fault.PROOFS_LATE, "renew-proofs", PATIENCE.toString());
    }
}
