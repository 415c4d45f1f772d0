package vn.antin.directory;

import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * The content of one edition of the directory, immutable: each change returns another one. {@link Directory} has the
 * lookups.
 */
public record Edition(
        long serial,
        String province,
        Instant issued,
        Instant expires,
        List<NodeEntry> nodes,
        List<Agency> agencies,
        List<X509CRL> crls,
        List<Stopped> stopped,
        List<ListedAuthority> authorities) {

    public Edition {
        nodes = List.copyOf(nodes);
        agencies = List.copyOf(agencies);
        crls = List.copyOf(crls);
        stopped = List.copyOf(stopped);
        authorities = List.copyOf(authorities);
        if (serial < 1 || province.isBlank() || !expires.isAfter(issued)) {
            throw new Refused(Fault.DIRECTORY_FORM, "Directory " + serial);
        }
    }

    /** An edition of a province that has its first authority still. */
    public Edition(
            long serial,
            String province,
            Instant issued,
            Instant expires,
            List<NodeEntry> nodes,
            List<Agency> agencies,
            List<X509CRL> crls,
            List<Stopped> stopped) {
        this(serial, province, issued, expires, nodes, agencies, crls, stopped, List.of());
    }

    /** The first edition of a province, without nodes or agencies. */
    public static Edition first(String province, Instant issued, Instant expires) {
        return new Edition(1, province, issued, expires, List.of(), List.of(), List.of(), List.of());
    }

    /** The next edition, equal but for serial and dates. */
    public Edition next(Instant newIssued, Instant newExpires) {
        return new Edition(serial + 1, province, newIssued, newExpires, nodes, agencies, crls, stopped, authorities);
    }

    /** The same under a later serial. */
    Edition from(long later) {
        return new Edition(later, province, issued, expires, nodes, agencies, crls, stopped, authorities);
    }

    /**
     * Whether it works like another one at that time: they differ by no more than certificates that are used later or have
     * ended, and by the dates of revocation lists.
     */
    public boolean worksLike(Edition other, Instant at) {
        return inUse(at).equals(other.inUse(at)) && revoked().equals(other.revoked());
    }

    private Edition inUse(Instant at) {
        List<NodeEntry> used = nodes.stream().map(node -> node.inUse(at)).toList();
        return new Edition(1, province, Instant.MIN, Instant.MAX, used, agencies, List.of(), stopped, authorities);
    }

    /** The revoked certificates of each list, by its issuer. */
    private Map<X500Principal, Set<X509CRLEntry>> revoked() {
        return crls.stream()
                .collect(Collectors.groupingBy(
                        X509CRL::getIssuerX500Principal,
                        Collectors.flatMapping(
                                crl -> Stream.ofNullable(crl.getRevokedCertificates())
                                        .flatMap(Set::stream),
                                Collectors.toSet())));
    }

    /** With this node, replacing one with the same id. */
    public Edition withNode(NodeEntry node) {
        return new Edition(
                serial,
                province,
                issued,
                expires,
                replaced(nodes, each -> each.id().equals(node.id()), node),
                agencies,
                crls,
                stopped,
                authorities);
    }

    public Edition withAgencies(Collection<Agency> more) {
        List<Agency> all = agencies;
        for (Agency agency : more) {
            all = replaced(all, each -> each.code().equals(agency.code()), agency);
        }
        return new Edition(serial, province, issued, expires, nodes, all, crls, stopped, authorities);
    }

    /** With these agencies and no others. */
    Edition withOnly(List<Agency> all) {
        return new Edition(serial, province, issued, expires, nodes, all, crls, stopped, authorities);
    }

    /** The agency with this code, now or as an alias. */
    public Optional<Agency> agency(AgencyCode code) {
        return agencies.stream().filter(each -> each.has(code)).findFirst();
    }

    /** With this agency on this node. */
    public Edition hosting(AgencyCode code, NodeId node) {
        Agency agency = agency(code).orElseThrow(() -> new Refused(Fault.RECIPIENT_UNKNOWN, code.value()));
        return withAgencies(List.of(agency.hostedBy(node)));
    }

    /** With this revocation list, replacing the same issuer's. */
    public Edition withCrl(X509CRL crl) {
        List<X509CRL> all =
                replaced(crls, each -> each.getIssuerX500Principal().equals(crl.getIssuerX500Principal()), crl);
        return new Edition(serial, province, issued, expires, nodes, agencies, all, stopped, authorities);
    }

    /** With these certificates of an authority. */
    public Edition withAuthority(List<ListedAuthority> more) {
        List<ListedAuthority> all = new ArrayList<>(authorities);
        more.stream().filter(each -> !all.contains(each)).forEach(all::add);
        return new Edition(serial, province, issued, expires, nodes, agencies, crls, stopped, all);
    }

    public Edition withStopped(Stopped stop) {
        List<Stopped> all = replaced(stopped, each -> each.certificate().equals(stop.certificate()), stop);
        return new Edition(serial, province, issued, expires, nodes, agencies, crls, all, authorities);
    }

    /** Without a stop: the certificate is trusted again, also for what it sealed meanwhile. */
    public Edition withoutStopped(Digest certificate) {
        List<Stopped> left = stopped.stream()
                .filter(stop -> !stop.certificate().equals(certificate))
                .toList();
        return new Edition(serial, province, issued, expires, nodes, agencies, crls, left, authorities);
    }

    /** Replaces the first match; without a match the new element is appended. */
    private static <T> List<T> replaced(List<T> all, Predicate<T> old, T now) {
        List<T> result = new ArrayList<>(all);
        for (int i = 0; i < result.size(); i++) {
            if (old.test(result.get(i))) {
                result.set(i, now);
                return result;
            }
        }
        result.add(now);
        return result;
    }
}
