package vn.antin.envelope;

import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * The sender's node's check of a signature in a package of other software. It is no seal: trust in a document rests on
 * its envelope and receipts.
 *
 * @param signer subject of the certificate in the package, which is not validated; empty when unreadable
 */
public record PackageSignature(Policy policy, Result result, String signer) {

    /** The rules of the check; a signature that passes is worth no more than they are. */
    public enum Policy {
        /** No check. */
        NONE("NONE"),
        /** XML signatures of other software: RSA from 1024 bits, SHA-1 or SHA-256, in either namespace. */
        LEGACY_SHA1("LEGACY-SHA1");

        private final String word;

        Policy(String word) {
            this.word = word;
        }

        /** The word in manifests and answers. */
        public String word() {
            return word;
        }

        /** The policy with this word. */
        public static Policy of(String word) {
            for (Policy policy : values()) {
                if (policy.word.equals(word)) {
                    return policy;
                }
            }
            throw new Refused(Fault.ENVELOPE_FORM, "PackageSignature");
        }
    }

    /** The result of the check. */
    public enum Result {
        /** The package is as it was signed, by the key of the certificate in it. */
        INTACT,
        /** The package was changed, or another key signed it. */
        BROKEN,
        /** Not a signature that the policy knows: a placeholder, another algorithm, no certificate. */
        UNREADABLE,
        /** The package is too large for the check. */
        TOO_LARGE
    }
}
