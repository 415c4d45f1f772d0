package vn.antin.bench;

import java.util.List;
import vn.antin.cli.CommandGroup;

/** Adds {@code antin bench} to the command line. */
public final class BenchCommands implements CommandGroup {

    @Override
    public List<Object> commands() {
        return List.of(new BenchCommand());
    }

    @Override
    public boolean hasMessages() {
        return true;
    }
}
