package vn.antin.envelope;

import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * What the sender's node found in the signature that a package of other software brought along. It is no seal: who
 * trusts a document on this bus trusts its envelope and receipts, not this.
 *
 * @param signer subject of the certificate that came with it, which nobody vouches for; empty when it cannot be read
 */
public record PackageSignature(Policy policy, Result result, String signer) {

    /** Under which rules such signatures are looked at; what they let pass is worth no more than their name says. */
    public enum Policy {
        /** They are not. */
        NONE("NONE"),
        /** XML signatures as other software makes them: RSA from 1024 bits, SHA-1 or SHA-256, in either namespace. */
        LEGACY_SHA1("LEGACY-SHA1");

        private final String word;

        Policy(String word) {
            this.word = word;
        }

        /** As it stands in manifests and answers. */
        public String word() {
            return word;
        }

        /** The policy of that word. */
        public static Policy of(String word) {
            for (Policy policy : values()) {
                if (policy.word.equals(word)) {
                    return policy;
                }
            }
            throw new Refused(Fault.ENVELOPE_FORM, "PackageSignature");
        }
    }

    /** What came of it. */
    public enum Result {
        /** The package is as it was signed, by the key of the certificate that came with it. */
        INTACT,
        /** It is not, or another key signed it. */
        BROKEN,
        /** It is no signature that the policy knows: a placeholder, another algorithm, no certificate. */
        UNREADABLE,
        /** The package is larger than such a check may cost. */
        TOO_LARGE
    }
}
