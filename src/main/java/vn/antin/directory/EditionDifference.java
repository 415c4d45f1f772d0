package vn.antin.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.KeyWords;

/** What differs between two editions of the directory, shown to a person before the later one is signed. */
public record EditionDifference(List<DirectoryChange> changes) {

    private static final int CODE_LENGTH = 8;

    /** What changed of an agency or a node. */
    public enum ChangeKind {
        AGENCY_ADDED,
        RENAMED,
        RECODED,
        CLOSED,
        SUCCESSOR,
        PASSES_ON,
        PARENT,
        LEVEL,
        MOVED,
        LINE,
        MAY_SEND,
        MAY_RECEIVE,
        MAX_BYTES,
        MAX_PER_DAY,
        OTHER_CODES,
        OPENS,
        AGENCY_REMOVED,
        NODE_ADDED,
        NODE_REMOVED,
        CERTIFICATE_ADDED,
        CERTIFICATE_REMOVED,
        STOPPED,
        RESUMED,
        REVOKED,
        HUB_ADDRESS,
        HUB_ADDRESS_ENDS,
        AUTHORITY_ADMITTED,
        AUTHORITY_VOUCHED,
        LIST_RENEWED
    }

    /**
     * One change.
     *
     * @param subject code of the agency, id of the node, or number of the certificate
     * @param name of the agency or node
     * @param before empty when there was nothing
     * @param after empty when there is nothing; for times also: at once
     */
    public record DirectoryChange(ChangeKind kind, String subject, String name, String before, String after) {}

    public EditionDifference {
        changes = List.copyOf(changes);
    }

    /**
     * Compares two editions.
     *
     * @param at the present time: what begins then begins at once
     */
    public static EditionDifference of(Edition before, Edition after, Instant at) {
        List<DirectoryChange> changes = new ArrayList<>();
        agencies(changes, before, after, at);
        nodes(changes, before, after);
        stopped(changes, before, after);
        revoked(changes, before, after);
        vouched(changes, before, after);
        admitted(changes, before, after);
        return new EditionDifference(changes);
    }

    /**
     * A short code of these changes: who signs gives the code of what was shown, so that nothing else is signed.
     *
     * @return eight hexadecimal digits
     */
    public String code() {
        return Digest.sha256(changes.toString().getBytes(UTF_8)).hex().substring(0, CODE_LENGTH);
    }

    /**
     * Refuses other changes than those that were shown.
     *
     * @throws Refused DIRECTORY_MOVED
     */
    public void requireShown(String code) {
        if (!code().equals(code)) {
            throw new Refused(Fault.DIRECTORY_MOVED, code, code());
        }
    }

    /** Number of agencies that are closed. */
    public long closed() {
        return changes.stream()
                .filter(change -> change.kind() == ChangeKind.CLOSED)
                .count();
    }

    private static void agencies(List<DirectoryChange> changes, Edition before, Edition after, Instant at) {
        Map<AgencyCode, Agency> old = new HashMap<>();
        before.agencies().forEach(agency -> {
            old.put(agency.code(), agency);
            agency.aliases().forEach(alias -> old.put(alias, agency));
        });
        Set<AgencyCode> kept = new HashSet<>();
        for (Agency agency : after.agencies()) {
            Agency was = old.get(agency.code());
            if (was == null) {
                was = agency.aliases().stream()
                        .filter(old::containsKey)
                        .map(old::get)
                        .findFirst()
                        .orElse(null);
            }
            if (was == null) {
                changes.add(new DirectoryChange(
                        ChangeKind.AGENCY_ADDED, agency.code().value(), agency.name(), "", text(agency.parent())));
                new AgencyComparison(changes, agency, at).opening(null);
            } else {
                kept.add(was.code());
                if (!was.equals(agency)) {
                    new AgencyComparison(changes, agency, at).with(was);
                }
            }
        }
        before.agencies().stream()
                .filter(agency -> !kept.contains(agency.code()))
                .forEach(agency -> changes.add(new DirectoryChange(
                        ChangeKind.AGENCY_REMOVED, agency.code().value(), agency.name(), "", "")));
    }

    /** The changes of one agency. */
    private record AgencyComparison(List<DirectoryChange> changes, Agency now, Instant at) {

        void with(Agency was) {
            differ(ChangeKind.RECODED, was.code(), now.code());
            differ(ChangeKind.RENAMED, was.name(), now.name());
            closing(was);
            opening(was.validFrom());
            differ(ChangeKind.MOVED, was.node(), now.node());
            differ(ChangeKind.PARENT, was.parent(), now.parent());
            differ(ChangeKind.LEVEL, was.level(), now.level());
            differ(ChangeKind.LINE, was.lineMbit(), now.lineMbit());
            differ(ChangeKind.MAY_SEND, was.maySend(), now.maySend());
            differ(ChangeKind.MAY_RECEIVE, was.mayReceive(), now.mayReceive());
            differ(ChangeKind.MAX_BYTES, was.maxBytes(), now.maxBytes());
            differ(ChangeKind.MAX_PER_DAY, was.maxPerDay(), now.maxPerDay());
            if (was.code().equals(now.code())) {
                differ(ChangeKind.OTHER_CODES, codes(was), codes(now));
            }
        }

        private void closing(Agency was) {
            String before = was.validUntil() == null ? "" : was.validUntil().toString();
            String after = time(now.validUntil());
            boolean same = was.validUntil() == null
                    ? now.validUntil() == null
                    : was.validUntil().equals(now.validUntil());
            if (!same) {
                add(ChangeKind.CLOSED, before, after);
            }
            differ(ChangeKind.SUCCESSOR, was.successor(), now.successor());
            differ(ChangeKind.PASSES_ON, was.passOn(), now.passOn());
        }

        void opening(@Nullable Instant was) {
            boolean same = was == null ? now.validFrom() == null : was.equals(now.validFrom());
            if (!same) {
                add(ChangeKind.OPENS, was == null ? "" : was.toString(), time(now.validFrom()));
            }
        }

        private String time(@Nullable Instant moment) {
            return moment == null || moment.equals(at) ? "" : moment.toString();
        }

        private static String codes(Agency agency) {
            return agency.aliases().stream().map(AgencyCode::value).sorted().collect(Collectors.joining(" "));
        }

        private void differ(ChangeKind kind, @Nullable Object was, @Nullable Object is) {
            if (!text(was).equals(text(is))) {
                add(kind, text(was), text(is));
            }
        }

        private void add(ChangeKind kind, String before, String after) {
            changes.add(new DirectoryChange(kind, now.code().value(), now.name(), before, after));
        }
    }

    private static void nodes(List<DirectoryChange> changes, Edition before, Edition after) {
        Map<NodeId, NodeEntry> old = before.nodes().stream().collect(Collectors.toMap(NodeEntry::id, node -> node));
        for (NodeEntry node : after.nodes()) {
            NodeEntry was = old.remove(node.id());
            if (was == null) {
                changes.add(node(ChangeKind.NODE_ADDED, node));
            }
            List<HubEndpoint> places = was == null ? List.of() : was.endpoints();
            node.endpoints().stream()
                    .filter(each -> !places.contains(each))
                    .forEach(each -> changes.add(endpoint(node, each)));
            List<NodeCertificate> known = was == null ? List.of() : was.certificates();
            node.certificates().stream()
                    .filter(each -> !known.contains(each))
                    .forEach(each -> changes.add(certificate(ChangeKind.CERTIFICATE_ADDED, node, each)));
            known.stream()
                    .filter(each -> !node.certificates().contains(each))
                    .forEach(each -> changes.add(certificate(ChangeKind.CERTIFICATE_REMOVED, node, each)));
        }
        old.values().forEach(gone -> changes.add(node(ChangeKind.NODE_REMOVED, gone)));
    }

    private static DirectoryChange endpoint(NodeEntry hub, HubEndpoint each) {
        return new DirectoryChange(
                each.until() == null ? ChangeKind.HUB_ADDRESS : ChangeKind.HUB_ADDRESS_ENDS,
                each.place() + ", HTTPS " + each.https(),
                hub.id().value(),
                "",
                text(each.until()));
    }

    private static DirectoryChange node(ChangeKind kind, NodeEntry node) {
        return new DirectoryChange(kind, node.id().value(), node.id().value(), "", "");
    }

    private static DirectoryChange certificate(ChangeKind kind, NodeEntry node, NodeCertificate each) {
        return new DirectoryChange(
                kind,
                each.certificate().getSerialNumber().toString(16),
                node.id().value(),
                "",
                each.purpose().name());
    }

    private static void stopped(List<DirectoryChange> changes, Edition before, Edition after) {
        after.stopped().stream()
                .filter(stop -> !before.stopped().contains(stop))
                .forEach(stop -> changes.add(stop(ChangeKind.STOPPED, stop, after)));
        before.stopped().stream()
                .filter(stop -> !after.stopped().contains(stop))
                .forEach(stop -> changes.add(stop(ChangeKind.RESUMED, stop, before)));
    }

    private static DirectoryChange stop(ChangeKind kind, Stopped stop, Edition in) {
        String node = in.nodes().stream()
                .filter(each -> each.certificates().stream()
                        .anyMatch(one -> Directory.digest(one.certificate()).equals(stop.certificate())))
                .map(each -> each.id().value())
                .findFirst()
                .orElse("");
        return new DirectoryChange(kind, stop.certificate().hex().substring(0, 16), node, "", stop.reason());
    }

    private static void revoked(List<DirectoryChange> changes, Edition before, Edition after) {
        Set<String> known = numbers(before);
        numbers(after).stream()
                .filter(number -> !known.contains(number))
                .sorted()
                .forEach(number -> changes.add(new DirectoryChange(ChangeKind.REVOKED, number, "", "", "")));
    }

    /** Authorities of the province that are new, such as that of another province that becomes part of it. */
    private static void vouched(List<DirectoryChange> changes, Edition before, Edition after) {
        after.authorities().stream()
                .filter(each -> each.isOwn() && !before.authorities().contains(each))
                .map(ListedAuthority::certificate)
                .forEach(each -> changes.add(new DirectoryChange(
                        ChangeKind.AUTHORITY_VOUCHED,
                        KeyWords.of(List.of(each.getPublicKey())),
                        Certificates.name(each),
                        "",
                        "")));
    }

    private static void admitted(List<DirectoryChange> changes, Edition before, Edition after) {
        List<X509Certificate> known = AdmittedAuthorities.of(before);
        for (X509Certificate each : AdmittedAuthorities.of(after)) {
            String name = Certificates.name(each);
            if (!known.contains(each)) {
                String key =
                        Digest.sha256(each.getPublicKey().getEncoded()).hex().substring(0, 16);
                changes.add(new DirectoryChange(ChangeKind.AUTHORITY_ADMITTED, key, name, "", ""));
            }
            String was = until(before, each);
            String now = until(after, each);
            if (!was.equals(now)) {
                changes.add(new DirectoryChange(ChangeKind.LIST_RENEWED, name, name, was, now));
            }
        }
    }

    private static String until(Edition edition, X509Certificate authority) {
        return AdmittedAuthorities.list(edition, authority.getSubjectX500Principal())
                .map(list -> list.getNextUpdate().toInstant().toString())
                .orElse("");
    }

    /** The lists of admitted authorities have many certificates that nobody here knows. */
    private static Set<String> numbers(Edition edition) {
        return edition.crls().stream()
                .filter(crl -> !AdmittedAuthorities.isOne(edition, crl.getIssuerX500Principal()))
                .map(X509CRL::getRevokedCertificates)
                .filter(entries -> entries != null)
                .flatMap(Set::stream)
                .map(entry -> entry.getSerialNumber().toString(16))
                .collect(Collectors.toSet());
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
