package vn.antin.ledger;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Tx;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.Purpose;

/** At the hub: the used join files and the certificates issued for each, and the nodes that may join again. */
public final class UsedJoinFiles {

    private static final String RETURN = "return.";

    private final Ledger ledger;

    public UsedJoinFiles(Ledger ledger) {
        this.ledger = ledger;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Issued(Purpose purpose, byte[] certificate) {}

    /**
     * The certificates issued for a join file; empty when it is unused.
     *
     * @param file SHA-256 of its token
     */
    public Optional<Map<Purpose, X509Certificate>> by(Digest file) {
        List<Issued> found = ledger.read(
                tx -> tx.list(Issued.class, "select purpose, certificate from joined where file = ?", file));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Map<Purpose, X509Certificate> certificates = new EnumMap<>(Purpose.class);
        found.forEach(one -> certificates.put(one.purpose(), Certificates.parse(one.certificate())));
        return Optional.of(certificates);
    }

    /** Marks a join file as used; it cannot be used again. */
    public void add(Tx tx, Digest file, NodeId node, Map<Purpose, X509Certificate> certificates, Instant at) {
        certificates.forEach((purpose, certificate) -> tx.update(
                "insert into joined (file, purpose, node, at, certificate) values (?, ?, ?, ?, ?)",
                file,
                purpose.name(),
                node.value(),
                at,
                Certificates.encoded(certificate)));
    }

    /** Lets a node join again, once, by the join file that expires then; an earlier one for a return ends. */
    public void allowReturn(Tx tx, NodeId node, Instant expires) {
        LedgerSettings.put(tx, RETURN + node, expires.toString());
    }

    /** The nodes that may join again, and when the join file of each expires. */
    public Map<NodeId, Instant> returns() {
        return ledger
                .read(tx -> tx.query(
                        "select name, content from setting where name like ?",
                        row -> Map.entry(
                                new NodeId(row.text("name").substring(RETURN.length())),
                                Instant.parse(row.text("content"))),
                        RETURN + "%"))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Ends the permission of a node that has joined again. */
    public void endReturn(Tx tx, NodeId node) {
        LedgerSettings.remove(tx, RETURN + node);
    }
}
