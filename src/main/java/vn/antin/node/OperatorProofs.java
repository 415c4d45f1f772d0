package vn.antin.node;

import com.fasterxml.jackson.databind.JsonNode;
import vn.antin.fault.Fault;
import vn.antin.json.Json;
import vn.antin.ledger.people.AuditLog;
import vn.antin.log.ProofRenewal;

/** The renewal of all proofs, which the operator at the machine asks for. */
public final class OperatorProofs {

    /** The name of the command, which has no values. */
    public static final String TASK = "renew-proofs";

    private final Storage storage;
    private final ProofRenewal renewal;

    OperatorProofs(Storage storage, ProofRenewal renewal) {
        this.storage = storage;
        this.renewal = renewal;
    }

    OperatorFiles on(OperatorFiles files) {
        return files.on(TASK, values -> renew());
    }

    private JsonNode renew() {
        AuditLog audit = new AuditLog(storage.clock());
        storage.ledger().store("operator.renew-proofs", tx -> {
            audit.add(tx, OperatorFiles.OPERATOR, "RENEW_PROOFS", "", "", "");
        });
        ProofRenewal.Renewed renewed = renewal.renew(true);
        Fault late = renewed.late();
        return Json.MAPPER
                .createObjectNode()
                .put("objects", renewed.objects())
                .put("lists", renewed.lists())
                .put("late", late == null ? null : late.code());
    }
}
