package vn.antin.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Groups the commands on the machine of an authority that lives apart from its hub. */
@Command(
        name = "authority",
        sortOptions = false,
        subcommands = {AuthoritySignCommand.class})
final class AuthorityCommand implements Runnable {

    @Mixin
    private Terminal terminal;

    @Override
    public void run() {
        throw terminal.usage("usage.which");
    }
}
