package vn.antin.trial;

import java.util.List;
import vn.antin.cli.CommandGroup;
import vn.antin.trial.demo.DemoCommand;
import vn.antin.trial.demo.LineCommand;
import vn.antin.trial.demo.RestoreCommand;
import vn.antin.trial.sandbox.ListenCommand;
import vn.antin.trial.sandbox.SandboxCommand;
import vn.antin.trial.sandbox.TriggerCommand;

/** Adds the commands of the demo and of the sandbox to the command line. */
public final class TrialCommands implements CommandGroup {

    @Override
    public List<Object> commands() {
        return List.of(
                new DemoCommand(),
                new LineCommand.Cut(),
                new RestoreCommand(),
                new SandboxCommand(),
                new TriggerCommand(),
                new ListenCommand());
    }
}
