package vn.antin.node.join;

import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import vn.antin.console.pages.JoinActs;
import vn.antin.directory.Directory;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.AuthorityRequests;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.JoinRequests;
import vn.antin.ledger.JoinRequests.JoinRequestRow;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.people.AuditLog;
import vn.antin.node.config.Config;
import vn.antin.seal.pki.KeyWords;

/** Makes the hub's join files, and keeps the joins that its operator confirms. */
public final class JoinFiles implements JoinActs {

    private static final int MOST_DAYS = 365;
    private static final int SHOWN = 50;

    private final Config hub;
    private final DirectoryEditions directories;
    private final Ledger ledger;
    private final AuditLog audit;
    private final JoinRequests requests = new JoinRequests();
    private final Clock clock;

    public JoinFiles(Config hub, DirectoryEditions directories, Ledger ledger, Clock clock) {
        this.hub = hub;
        this.directories = directories;
        this.ledger = ledger;
        this.audit = new AuditLog(clock);
        this.clock = clock;
    }

    @Override
    public MadeJoinFile make(NodeId node, List<AgencyCode> agencies, int days, AuditLog.Actor by, String reason) {
        if (agencies.isEmpty() || days < 1 || days > MOST_DAYS) {
            throw new Refused(Fault.FIELD_INVALID, agencies.isEmpty() ? "agencies" : "days", Integer.toString(days));
        }
        Directory directory = directories.current();
        Registry.checkFree(node, agencies, directory);
        List<String> codes = agencies.stream()
                .map(code -> directory
                        .agency(code)
                        .orElseThrow(() -> new Refused(Fault.AGENCY_UNKNOWN, code.value()))
                        .code()
                        .value())
                .toList();
        Instant expires = clock.instant().plus(Duration.ofDays(days)).truncatedTo(ChronoUnit.SECONDS);
        JoinFile file = JoinFile.of(hub, directory.province(), node.value(), codes, expires)
                .at(directory.hubEndpoints(clock.instant()));
        ledger.store("join.file", tx -> {
            audit.add(tx, by, "MAKE_JOIN_FILE", node.value(), reason, String.join(" ", codes) + ", " + expires);
        });
        return new MadeJoinFile(directory.province(), node, codes, expires, file.text(), JoinCodes.of(file.text()));
    }

    @Override
    public boolean confirms() {
        return hub.joins().confirm();
    }

    @Override
    public List<JoinRequestRow> asked() {
        return ledger.read(tx -> requests.newest(tx, SHOWN));
    }

    @Override
    public long awaited() {
        return ledger.read(new AuthorityRequests()::count).count();
    }

    @Override
    public void decide(Digest file, boolean granted, AuditLog.Actor by, String reason) {
        ledger.store("join.decide", tx -> {
            JoinRequestRow asked = requests.find(tx, file).orElseThrow(() -> new Refused(Fault.REQUEST_OVER));
            if (!requests.decide(tx, file, granted, by.who(), clock.instant())) {
                throw new Refused(Fault.REQUEST_OVER);
            }
            audit.add(tx, by, granted ? "CONFIRM_JOIN" : "DENY_JOIN", asked.node(), reason, asked.words());
        });
    }

    /**
     * Lets a node pass that need not be confirmed, or is; keeps the request of one that asks for the first time.
     *
     * @param file SHA-256 of the token of its join file
     * @throws Refused JOIN_WAITS, JOIN_DENIED, or JOIN_FILE_USED when other keys came with the same file first
     */
    void requireConfirmed(Digest file, NodeId node, List<AgencyCode> agencies, Collection<? extends PublicKey> keys) {
        if (!confirms()) {
            return;
        }
        String words = KeyWords.of(keys);
        Optional<JoinRequestRow> known = ledger.commit("join.ask", tx -> {
            String codes = agencies.stream().map(AgencyCode::value).collect(Collectors.joining(" "));
            requests.add(tx, file, node, codes, words, clock.instant());
            return requests.find(tx, file);
        });
        JoinRequestRow request = known.orElseThrow();
        if (!request.words().equals(words)) {
            throw new Refused(Fault.JOIN_FILE_USED, node.value());
        }
        Boolean granted = request.granted();
        if (granted == null || !granted) {
            throw granted == null
                    ? new Refused(Fault.JOIN_WAITS, node.value(), words)
                    : new Refused(Fault.JOIN_DENIED, node.value());
        }
    }
}
