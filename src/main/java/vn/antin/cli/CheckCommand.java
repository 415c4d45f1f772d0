package vn.antin.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.antin.envelope.Refused;
import vn.antin.node.Checkup;

/** Reads everything a start would read, without starting: one line for each thing, right or wrong. */
@Command(name = "check", sortOptions = false)
final class CheckCommand implements Callable<Integer> {

    @Mixin
    private Terminal terminal;

    @Option(names = "--config", required = true, paramLabel = "FILE", descriptionKey = "config")
    private Path config;

    @Override
    public Integer call() {
        List<Checkup.Finding> findings = Checkup.of(config, Clock.systemUTC());
        boolean good = true;
        for (Checkup.Finding finding : findings) {
            String what = terminal.words().word("part", finding.part().name());
            Refused refused = finding.refused();
            if (refused == null) {
                terminal.say("check.good", what, finding.detail());
            } else {
                good = false;
                String sentence = terminal.sentence(refused.fault(), refused.values());
                terminal.say("check.bad", what, refused.fault().code(), sentence);
            }
        }
        terminal.say(good ? "check.ready" : "check.broken", config);
        return good ? Exit.DONE : Exit.NOT_DONE;
    }
}
