package vn.antin.endtoend;

import java.util.List;
import vn.antin.envelope.EnvelopeId;
import vn.antin.ledger.Repositories;

/** Reads what a ledger stores about refusals. */
record Records(Repositories repositories) {

    /** A dead letter. */
    record Dead(String code, String sender, String kind) {}

    List<Dead> dead() {
        return repositories
                .ledger()
                .read(tx -> tx.query(
                        "select code, sender, kind from dead_letter order by seq",
                        row -> new Dead(row.text("code"), row.text("sender"), row.text("kind"))));
    }

    /** The open alarms, each as code and subject. */
    List<String> alarms() {
        return repositories.ledger().read(tx -> repositories.timeline().alarms(tx)).stream()
                .map(alarm -> alarm.code() + " " + alarm.subject())
                .toList();
    }

    /** The evidence of a document, each as event and, if present, the code of its reason. */
    List<String> evidence(EnvelopeId id) {
        return repositories.ledger().read(tx -> repositories.evidence().of(tx, id)).stream()
                .map(kept -> vn.antin.receipt.Evidence.read(kept.bytes()))
                .map(evidence -> evidence.event().etsiName()
                        + (evidence.reason() == null
                                ? ""
                                : " " + evidence.reason().code()))
                .toList();
    }

    /** The codes of the refusals. */
    List<String> refusals() {
        return repositories
                .ledger()
                .read(tx -> tx.query("select code from refusal order by seq", row -> row.text("code")));
    }

    boolean has(EnvelopeId id) {
        return repositories
                .ledger()
                .read(tx -> repositories.documents().find(tx, id))
                .isPresent();
    }

    /** The number of this node's agencies that the document has arrived for. */
    long arrivals(EnvelopeId id) {
        return repositories
                .ledger()
                .read(tx -> tx.one(
                        "select count(*) as n from arrival where document = ?", row -> row.number("n"), id.value()))
                .orElse(0L);
    }

    long count(String table) {
        return repositories
                .ledger()
                .read(tx -> tx.one("select count(*) as n from " + table, row -> row.number("n")))
                .orElse(0L);
    }

    long checkpoints(String origin, long size) {
        return repositories
                .ledger()
                .read(tx -> repositories.checkpoints().at(tx, origin, size).size());
    }
}
