package vn.antin.node;

import java.util.List;
import vn.antin.console.pages.MachineAccess;
import vn.antin.log.ProofRenewal;
import vn.antin.node.config.Config;
import vn.antin.node.config.SettingsSheet;

/** What the console's pages about a hub's machine show. */
record HubMachine(Config config) implements MachineAccess {

    @Override
    public String file() {
        return config.file().toString();
    }

    @Override
    public List<Setting> settings() {
        return SettingsSheet.of(config);
    }

    @Override
    public PendingChange pending() {
        return SettingsSheet.pending(config);
    }

    @Override
    public void renewProofs() {
        ProofRenewal.ask(config.data());
    }
}
