package vn.antin.directory;

import java.security.cert.X509CRL;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.pki.Purpose;

/**
 * Two provinces become one (decision 58): the directory of the smaller one names the other hub and its authority, then that
 * of the larger one takes the nodes and agencies over. The certificates by which each authority vouches for the other are
 * the authority's to sign.
 */
final class ProvinceMerge {

    /** Serials that the smaller province may still use while its directory is taken over: at one a day, for years. */
    private static final int ROOM = 1_000;

    /** Keys of the other hub by which nodes know it, and its witness, before they have its directory. */
    private static final Set<Purpose> ADOPTED = Set.of(Purpose.CONNECTION, Purpose.SEAL);

    private final Edition current;
    private final ProvinceFile file;
    private final Directory other;

    ProvinceMerge(Edition current, ProvinceFile file, Instant at) {
        this.current = current;
        this.file = file;
        this.other = file.checked(at);
        if (other.province().equals(current.province())) {
            throw new Refused(Fault.PROVINCE_UNSUITABLE, other.province(), "own");
        }
        if (!hub(other.edition()).id().equals(hub(current).id())) {
            throw new Refused(
                    Fault.PROVINCE_UNSUITABLE,
                    other.province(),
                    hub(other.edition()).id().value());
        }
    }

    /** This province's next edition, by which its nodes find the other hub. */
    Edition join(@Nullable HubEndpoint joined) {
        NodeEntry hub = hub(current);
        // Not the newest: this hub's own key is.
        Instant early = hub.certificates().stream()
                .map(NodeCertificate::from)
                .min(Instant::compareTo)
                .orElseThrow();
        for (NodeCertificate each : hub(other.edition()).certificates()) {
            boolean known = hub.certificates().stream()
                    .anyMatch(one -> one.certificate().equals(each.certificate()));
            if (!known && ADOPTED.contains(each.purpose())) {
                hub = hub.with(new NodeCertificate(each.purpose(), early, each.certificate()));
            }
        }
        List<HubEndpoint> places = new ArrayList<>(places(hub, joined));
        if (places.stream().noneMatch(file.hub()::isAt)) {
            places.add(file.hub());
        }
        // The first receipts of the other hub may come before its directory.
        return withLists(current.withNode(hub.at(places)));
    }

    /** With the revocation lists of the other province. */
    private Edition withLists(Edition edition) {
        Edition listed = edition;
        for (X509CRL list : other.crls()) {
            boolean known = listed.crls().stream()
                    .anyMatch(each -> each.getIssuerX500Principal().equals(list.getIssuerX500Principal()));
            listed = known ? listed : listed.withCrl(list);
        }
        return listed;
    }

    /** This province's next edition, with the nodes and agencies of the other. */
    Edition take(@Nullable HubEndpoint joined) {
        NodeEntry hub = hub(current);
        boolean expected = connections(hub(other.edition())).stream()
                .anyMatch(each -> connections(hub).stream()
                        .anyMatch(own -> own.certificate().equals(each.certificate())));
        if (!expected) {
            throw new Refused(Fault.PROVINCE_UNSUITABLE, other.province(), "JOIN_PROVINCE");
        }
        requireNoClash();
        Edition taken = current.withNode(hub.at(places(hub, joined)));
        for (NodeEntry node : other.edition().nodes()) {
            taken = node.hub() ? taken : taken.withNode(united(taken, node));
        }
        taken = taken.withAgencies(
                other.agencies().stream().filter(each -> comes(each)).toList());
        taken = withLists(taken);
        for (Stopped stop : other.edition().stopped()) {
            taken = taken.withStopped(stop);
        }
        return taken.withAuthority(other.edition().authorities()).from(Math.max(taken.serial(), other.serial() + ROOM));
    }

    private void requireNoClash() {
        Set<String> clashes = new LinkedHashSet<>();
        for (NodeEntry node : other.edition().nodes()) {
            boolean another = current.nodes().stream()
                    .anyMatch(each -> !each.hub()
                            && each.id().equals(node.id())
                            && each.certificates().stream().noneMatch(node.certificates()::contains));
            if (another) {
                clashes.add(node.id().value());
            }
        }
        other.agencies().stream()
                .filter(each -> own(each).anyMatch(own -> clash(own, each)))
                .forEach(each -> clashes.add(each.code().value()));
        if (!clashes.isEmpty()) {
            throw new Refused(Fault.PROVINCE_CLASH, other.province(), String.join(", ", clashes));
        }
    }

    /** The agencies of this province that have a code of that one. */
    private Stream<Agency> own(Agency theirs) {
        return Stream.concat(Stream.of(theirs.code()), theirs.aliases().stream())
                .flatMap(code -> current.agency(code).stream())
                .distinct();
    }

    /** Two that both have a node, or that are one with two codes here, cannot both be that agency. */
    private static boolean clash(Agency own, Agency theirs) {
        boolean same = Objects.equals(own.node(), theirs.node());
        boolean replaces = own.node() == null
                && own.code().equals(theirs.code())
                && own.aliases().isEmpty();
        return !same && theirs.node() != null && !replaces;
    }

    /** An agency comes over unless this province has it already. */
    private boolean comes(Agency theirs) {
        return own(theirs).allMatch(own -> own.node() == null && theirs.node() != null);
    }

    private static NodeEntry united(Edition taken, NodeEntry node) {
        Optional<NodeEntry> known = taken.nodes().stream()
                .filter(each -> each.id().equals(node.id()))
                .findFirst();
        if (known.isEmpty()) {
            return node;
        }
        NodeEntry all = known.get();
        for (NodeCertificate each : node.certificates()) {
            all = all.certificates().contains(each) ? all : all.with(each);
        }
        return all;
    }

    private static List<HubEndpoint> places(NodeEntry hub, @Nullable HubEndpoint joined) {
        return hub.endpoints().isEmpty() && joined != null ? List.of(joined) : hub.endpoints();
    }

    private static List<NodeCertificate> connections(NodeEntry hub) {
        return hub.certificates().stream()
                .filter(each -> each.purpose() == Purpose.CONNECTION)
                .toList();
    }

    private static NodeEntry hub(Edition edition) {
        return edition.nodes().stream()
                .filter(NodeEntry::hub)
                .findFirst()
                .orElseThrow(() -> new Refused(Fault.DIRECTORY_FORM, "hubs []"));
    }
}
