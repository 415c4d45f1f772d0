package vn.antin.deliver;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import vn.antin.envelope.Digest;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.Repositories;
import vn.antin.receipt.Evidence;
import vn.antin.receipt.ProofList;
import vn.antin.receipt.Receipts;

/**
 * What receipts need to be verified years later: the directories that they name, the newest one, those in force when
 * proofs were renewed, and the renewed proofs of their time-stamps and of these directories.
 *
 * @param missing serials of directories that are not here
 */
@SuppressWarnings("ArrayRecordComponent") // written, never compared
public record BundleProofs(List<byte[]> directories, List<ProofList> proofs, Set<Long> missing) {

    /** The proofs of these receipts, as far as this node has them. */
    public static BundleProofs of(Repositories repositories, DirectoryEditions directories, List<Receipts> receipts) {
        Set<Digest> objects = new LinkedHashSet<>();
        Set<Long> wanted = new TreeSet<>();
        wanted.add(directories.current().serial());
        for (Receipts each : receipts) {
            each.receipts()
                    .forEach(receipt ->
                            wanted.add(Evidence.read(receipt.evidence()).directorySerial()));
            Receipts.HubWitness witness = each.witness();
            byte[] token = witness == null ? null : witness.timeStamp();
            if (token != null) {
                objects.add(Digest.sha256(token));
            }
        }
        SortedMap<Long, byte[]> editions = new TreeMap<>();
        Set<Long> missing = new TreeSet<>();
        List<ProofList> proofs = List.of();
        while (!wanted.isEmpty()) {
            for (long serial : wanted) {
                Optional<byte[]> sealed = directories.sealed(serial);
                sealed.ifPresent(bytes -> {
                    editions.put(serial, bytes);
                    objects.add(Digest.sha256(bytes));
                });
                if (sealed.isEmpty()) {
                    missing.add(serial);
                }
            }
            // The directories in force at the renewals are proved by lists of their own, which may name others.
            proofs = repositories.ledger().read(tx -> repositories.proofs().lists(tx, objects));
            wanted.clear();
            proofs.forEach(list -> wanted.addAll(list.directories()));
            wanted.removeAll(editions.keySet());
            wanted.removeAll(missing);
        }
        return new BundleProofs(List.copyOf(editions.values()), proofs, missing);
    }
}
