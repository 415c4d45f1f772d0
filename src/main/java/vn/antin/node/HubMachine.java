package vn.antin.node;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.console.pages.MachineAccess;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.AuthorityRequests.AuthorityRequestRow;
import vn.antin.ledger.people.AuditLog;
import vn.antin.log.ProofRenewal;
import vn.antin.node.config.Config;
import vn.antin.node.config.SettingsSheet;
import vn.antin.node.join.AuthorityAnswers;
import vn.antin.node.join.AuthorityRollover;
import vn.antin.node.join.KeyRollover;

/** What the console's pages about a hub's machine show. */
record HubMachine(
        Config config,
        KeyRollover rollover,
        AuthorityRollover authority,
        @Nullable AuthorityAnswers apart,
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
    public boolean isAuthority() {
        return true;
    }

    @Override
    public @Nullable Instant nextAuthority() {
        return authority.from().orElse(null);
    }

    @Override
    public boolean isAuthorityApart() {
        return apart != null;
    }

    private AuthorityAnswers answers() {
        if (apart == null) {
            throw new Refused(Fault.AUTHORITY_PLACE);
        }
        return apart;
    }

    @Override
    public byte[] authorityBundle(AuditLog.Actor by) {
        return answers().bundle(by).sealed();
    }

    @Override
    public void takeSigned(byte[] file, AuditLog.Actor by) {
        answers().take(file, by);
    }

    @Override
    public List<AuthorityRequestRow> awaited() {
        return apart == null ? List.of() : apart.waiting();
    }

    @Override
    public void withdraw(Digest id, AuditLog.Actor by, String reason) {
        answers().withdraw(id, by, reason);
    }

    @Override
    public void renewProofs() {
        proofs.ask();
    }
}
