package vn.antin.seal.pki;

import java.lang.ref.WeakReference;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vn.antin.seal.LruCache;

/**
 * Certificate paths that were found valid, each with the period in which the answer cannot change: no certificate of
 * the path begins or ends in it, no list of revocations becomes too old in it, and no revocation takes effect in it.
 * Other certificates, another purpose or other lists are another question. Thread-safe.
 */
final class ValidatedPaths {

    private static final int MAX_PATHS = 256;

    /** Certificates state seconds; this close to a change nothing is remembered. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private final Map<PathQuestion, ConstantPeriod> valid = LruCache.atMost(MAX_PATHS);

    /** Whether the same question was answered before, for a time with the same answer. */
    boolean contains(PathQuestion question, Instant at) {
        ConstantPeriod known = valid.get(question);
        return known != null && known.contains(at);
    }

    /** Remembers that the path was valid at this time. */
    void add(PathQuestion question, Instant at, Collection<X509Certificate> anchors, Collection<X509CRL> crls) {
        ConstantPeriod.around(at, changes(question.chain, anchors, crls))
                .ifPresent(period -> valid.put(question, period));
    }

    /** Every time at which the answer may change. */
    private static List<Instant> changes(
            List<X509Certificate> chain, Collection<X509Certificate> anchors, Collection<X509CRL> crls) {
        List<Instant> changes = new ArrayList<>();
        List<X509Certificate> certificates = new ArrayList<>(chain);
        certificates.addAll(anchors);
        for (X509Certificate certificate : certificates) {
            changes.add(certificate.getNotBefore().toInstant());
            changes.add(certificate.getNotAfter().toInstant());
        }
        for (X509CRL crl : crls) {
            Date next = crl.getNextUpdate();
            if (next != null) {
                changes.add(next.toInstant().plus(Revocation.GRACE));
            }
            for (X509Certificate certificate : chain) {
                X509CRLEntry entry = crl.getRevokedCertificate(certificate.getSerialNumber());
                if (entry != null) {
                    changes.add(entry.getRevocationDate().toInstant());
                }
            }
        }
        return changes;
    }

    /**
     * A chain, its purpose and the lists it was checked against: these very objects, because comparing long lists
     * costs more than it saves. The lists may be garbage collected; then the question never comes again.
     */
    static final class PathQuestion {

        private final List<X509Certificate> chain;
        private final Purpose purpose;
        private final List<WeakReference<X509CRL>> crls = new ArrayList<>();
        private final int hash;

        PathQuestion(List<X509Certificate> chain, Purpose purpose, Collection<X509CRL> crls) {
            this.chain = List.copyOf(chain);
            this.purpose = purpose;
            int mixed = 31 * this.chain.hashCode() + purpose.hashCode();
            for (X509CRL crl : crls) {
                this.crls.add(new WeakReference<>(crl));
                mixed = 31 * mixed + System.identityHashCode(crl);
            }
            this.hash = mixed;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof PathQuestion question
                    && purpose == question.purpose
                    && chain.equals(question.chain)
                    && sameLists(question.crls);
        }

        private boolean sameLists(List<WeakReference<X509CRL>> others) {
            boolean same = crls.size() == others.size();
            for (int i = 0; same && i < crls.size(); i++) {
                X509CRL crl = crls.get(i).get();
                same = crl != null && others.get(i).refersTo(crl);
            }
            return same;
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** The times strictly between two changes. */
    private record ConstantPeriod(Instant from, Instant to) {

        static Optional<ConstantPeriod> around(Instant at, List<Instant> changes) {
            Instant from = Instant.MIN;
            Instant to = Instant.MAX;
            for (Instant change : changes) {
                Instant before = change.minus(MARGIN);
                Instant after = change.plus(MARGIN);
                if (at.isBefore(before)) {
                    to = before.isBefore(to) ? before : to;
                } else if (at.isAfter(after)) {
                    from = after.isAfter(from) ? after : from;
                } else {
                    return Optional.empty();
                }
            }
            return Optional.of(new ConstantPeriod(from, to));
        }

        boolean contains(Instant at) {
            return at.isAfter(from) && at.isBefore(to);
        }
    }
}
