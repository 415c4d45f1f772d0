package vn.antin.node.join;

import java.time.Clock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import vn.antin.console.pages.DirectoryActs;
import vn.antin.directory.Directory;
import vn.antin.directory.DirectoryAct;
import vn.antin.directory.EditionDifference;
import vn.antin.directory.HubEndpoint;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.people.Approvals;
import vn.antin.ledger.people.Approvals.ApprovalKind;
import vn.antin.ledger.people.AuditLog;

/** Signs acts on the directory, after a second person has granted those that cannot be undone. */
public final class ActApproval implements DirectoryActs {

    private static final int WAITING = 20;

    private final Registry registry;
    private final AuthorityRollover rollover;
    private final Supplier<Directory> directory;
    private final Ledger ledger;
    private final Approvals approvals;
    private final AuditLog audit;
    private final HubEndpoint joined;
    private final Clock clock;

    /** @param joined where nodes join, by the configuration */
    public ActApproval(
            Registry registry,
            AuthorityRollover rollover,
            Supplier<Directory> directory,
            HubEndpoint joined,
            Ledger ledger,
            Clock clock) {
        this.joined = joined;
        this.clock = clock;
        this.registry = registry;
        this.rollover = rollover;
        this.directory = directory;
        this.ledger = ledger;
        this.approvals = new Approvals(clock);
        this.audit = new AuditLog(clock);
    }

    @Override
    public Directory current() {
        return directory.get();
    }

    @Override
    public EditionDifference difference(DirectoryAct act) {
        if (act instanceof DirectoryAct.KeyAct key) {
            rollover.check(key);
        }
        return registry.difference(complete(act));
    }

    private DirectoryAct complete(DirectoryAct act) {
        return act instanceof DirectoryAct.PlacedAct placed ? placed.from(joined) : act;
    }

    @Override
    public HubEndpoint endpoint() {
        return current().hubEndpoints(clock.instant()).stream().findFirst().orElse(joined);
    }

    @Override
    public ActResult submit(DirectoryAct asked, String shown, AuditLog.Actor by, String reason) {
        DirectoryAct act = complete(asked);
        EditionDifference difference = difference(act);
        difference.requireShown(shown);
        if (!act.irreversible(current().edition())) {
            return new ActResult(difference, sign(act, shown, by, reason, tx -> {}), 0);
        }
        String subject = act.kind() + " " + act.subject();
        long request = ledger.commit("directory.ask", tx -> {
            if (approvals.waiting(tx, by.who()) >= WAITING) {
                throw new Refused(Fault.TOO_MANY_REQUESTS);
            }
            audit.add(tx, by, "ASKED_" + ApprovalKind.DIRECTORY, subject, reason, "");
            return approvals.askFor(tx, ApprovalKind.DIRECTORY, subject, by.who(), reason, act.json());
        });
        return new ActResult(difference, 0, request);
    }

    @Override
    public void grant(
            DirectoryAct act, String shown, String word, AuditLog.Actor by, String reason, Consumer<Tx> decision) {
        act.word(current().edition())
                .filter(needed -> !needed.equalsIgnoreCase(word))
                .ifPresent(needed -> {
                    throw new Refused(Fault.WORD_NOT_TYPED, needed);
                });
        sign(act, shown, by, reason, decision);
    }

    private long sign(DirectoryAct act, String shown, AuditLog.Actor by, String reason, Consumer<Tx> with) {
        return act instanceof DirectoryAct.KeyAct key
                ? rollover.begin(key, by, reason, with)
                : registry.act(act, shown, by, reason, with);
    }
}
