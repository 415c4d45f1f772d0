package vn.antin.console.pages;

import java.util.function.Consumer;
import vn.antin.directory.Directory;
import vn.antin.directory.DirectoryAct;
import vn.antin.directory.EditionDifference;
import vn.antin.directory.HubEndpoint;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.people.AuditLog;

/** Changes of the directory, as people at the console and at the hub's machine ask for them. */
public interface DirectoryActs {

    /**
     * What became of an act.
     *
     * @param serial of the new edition; 0 when a second person decides
     * @param request number of the request that waits for that person; 0 when the act is done
     */
    record ActResult(EditionDifference difference, long serial, long request) {}

    /** The edition in force. */
    Directory current();

    /** Where nodes reach the hub at present. */
    HubEndpoint endpoint();

    /** What an act would change; refused when it does not fit the edition in force or changes nothing. */
    EditionDifference difference(DirectoryAct act);

    /**
     * Signs an act, or asks for a second person when it cannot be undone.
     *
     * @param shown the code of the changes that the person saw
     */
    ActResult submit(DirectoryAct act, String shown, AuditLog.Actor by, String reason);

    /**
     * Signs an act that a second person grants.
     *
     * @param shown the code of the changes that the second person saw
     * @param word what the second person typed, where the act needs a word
     * @param decision runs in the same transaction
     */
    void grant(DirectoryAct act, String shown, String word, AuditLog.Actor by, String reason, Consumer<Tx> decision);
}
