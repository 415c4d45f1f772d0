package vn.antin.receipt;

import java.util.Collection;
import java.util.List;
import vn.antin.envelope.Digest;

/** Where the renewed proofs of time-stamps and directories are found. */
public interface RenewedProofs {

    /** No proof was renewed. */
    RenewedProofs NONE = object -> List.of();

    /** The lists that may hold this object, a time-stamp token or a sealed directory, by its SHA-256. */
    List<ProofList> of(Digest object);

    static RenewedProofs of(Collection<ProofList> lists) {
        return object -> lists.stream().filter(list -> list.holds(object)).toList();
    }
}
