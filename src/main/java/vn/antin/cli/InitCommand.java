package vn.antin.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import vn.antin.seal.pki.KeyAlgorithm;

/** Groups the commands that create the folder of a hub or a node. */
@Command(
        name = "init",
        sortOptions = false,
        subcommands = {InitHubCommand.class, InitNodeCommand.class})
final class InitCommand implements Runnable {

    @Mixin
    private Terminal terminal;

    /** The key algorithms by their common names. */
    enum KeyOptions {
        RSA(KeyAlgorithm.RSA_2048),
        EC(KeyAlgorithm.EC_P256);

        final KeyAlgorithm algorithm;

        KeyOptions(KeyAlgorithm algorithm) {
            this.algorithm = algorithm;
        }
    }

    @Override
    public void run() {
        throw terminal.usage("usage.which");
    }
}
