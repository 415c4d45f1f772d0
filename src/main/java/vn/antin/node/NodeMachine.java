package vn.antin.node;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import vn.antin.console.pages.MachineAccess;
import vn.antin.console.web.SignedInPerson;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.people.AuditLog;
import vn.antin.log.ProofRenewal;
import vn.antin.node.config.Config;
import vn.antin.node.config.SettingsSheet;
import vn.antin.node.join.ConsoleApiKeys;
import vn.antin.node.join.KeyRollover;

/** What the console's pages about a node's machine show and do. */
record NodeMachine(
        Config config,
        Supplier<ConnectionTest> way,
        ConsoleApiKeys made,
        Supplier<Set<AgencyCode>> agencies,
        KeyRollover rollover,
        KeyConfirmations confirmations,
        ProofRenewal proofs)
        implements MachineAccess {

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
    public boolean renew(AuditLog.Actor by, String reason) {
        return rollover.begin(by, reason);
    }

    @Override
    public String keyWords() {
        return confirmations.ownWords();
    }

    @Override
    public List<UnconfirmedKey> unconfirmedKeys() {
        return confirmations.waiting();
    }

    @Override
    public void confirmKey(NodeId node, String words, AuditLog.Actor by, String reason) {
        confirmations.confirm(node, words, by, reason);
    }

    @Override
    public void renewProofs() {
        proofs.ask();
    }

    @Override
    public List<ConnectionStep> connection() {
        return way.get().run();
    }

    @Override
    public List<FileKey> keys() {
        return config.apiKeys().stream()
                .map(key -> new FileKey(key.name(), Set.copyOf(key.agencies()), key.sha256()))
                .toList();
    }

    @Override
    public Set<AgencyCode> hosted() {
        return agencies.get();
    }

    @Override
    public String make(SignedInPerson by, String name, Set<AgencyCode> agencies) {
        return made.make(by.name(), name, agencies);
    }

    @Override
    public boolean revoke(SignedInPerson by, Digest digest, String reason) {
        return made.revoke(by.name(), digest, reason);
    }
}
