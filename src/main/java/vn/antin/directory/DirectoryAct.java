package vn.antin.directory;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.EditionDifference.ChangeKind;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Revocation;

/**
 * A change of the directory that a person decides: it turns one edition into the next. An act is kept as JSON while it
 * waits for a second person, and applied to the edition that is in force when it is signed.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "act")
@JsonSubTypes({
    @JsonSubTypes.Type(value = DirectoryAct.AddAgency.class, name = "ADD_AGENCY"),
    @JsonSubTypes.Type(value = DirectoryAct.RenameAgency.class, name = "RENAME_AGENCY"),
    @JsonSubTypes.Type(value = DirectoryAct.RecodeAgency.class, name = "RECODE_AGENCY"),
    @JsonSubTypes.Type(value = DirectoryAct.CloseAgency.class, name = "CLOSE_AGENCY"),
    @JsonSubTypes.Type(value = DirectoryAct.MergeAgencies.class, name = "MERGE_AGENCIES"),
    @JsonSubTypes.Type(value = DirectoryAct.SplitAgency.class, name = "SPLIT_AGENCY"),
    @JsonSubTypes.Type(value = DirectoryAct.MoveAgency.class, name = "MOVE_AGENCY"),
    @JsonSubTypes.Type(value = DirectoryAct.SetAgency.class, name = "SET_AGENCY"),
    @JsonSubTypes.Type(value = DirectoryAct.ImportAgencies.class, name = "IMPORT_AGENCIES"),
    @JsonSubTypes.Type(value = DirectoryAct.StopNode.class, name = "STOP_NODE"),
    @JsonSubTypes.Type(value = DirectoryAct.ResumeNode.class, name = "RESUME_NODE"),
    @JsonSubTypes.Type(value = DirectoryAct.RevokeNode.class, name = "REVOKE_NODE"),
    @JsonSubTypes.Type(value = DirectoryAct.RejoinNode.class, name = "REJOIN_NODE"),
    @JsonSubTypes.Type(value = DirectoryAct.RenewTimeStamp.class, name = "RENEW_TIME_STAMP"),
    @JsonSubTypes.Type(value = DirectoryAct.RenewDirectory.class, name = "RENEW_DIRECTORY"),
    @JsonSubTypes.Type(value = DirectoryAct.RenewAuthority.class, name = "RENEW_AUTHORITY"),
    @JsonSubTypes.Type(value = DirectoryAct.MoveHub.class, name = "MOVE_HUB"),
    @JsonSubTypes.Type(value = DirectoryAct.AdmitAuthority.class, name = "ADMIT_AUTHORITY"),
    @JsonSubTypes.Type(value = DirectoryAct.DismissAuthority.class, name = "DISMISS_AUTHORITY"),
    @JsonSubTypes.Type(value = DirectoryAct.SetList.class, name = "SET_LIST"),
    @JsonSubTypes.Type(value = DirectoryAct.JoinProvince.class, name = "JOIN_PROVINCE"),
    @JsonSubTypes.Type(value = DirectoryAct.TakeProvince.class, name = "TAKE_PROVINCE")
})
public sealed interface DirectoryAct {

    /**
     * How long after a change what was under way arrives under the older edition: twice the longest usual life of a
     * document.
     */
    Duration UNDER_WAY = Duration.ofDays(14);

    /**
     * The edition with this change.
     *
     * @param at the present time
     * @throws Refused when the act does not fit the edition
     */
    Edition apply(Edition current, Instant at);

    /** The code or id that it is about, for lists and the audit log. */
    String subject();

    /** The word of its kind, in the audit log and in its JSON. */
    default String kind() {
        JsonSubTypes types = Objects.requireNonNull(DirectoryAct.class.getAnnotation(JsonSubTypes.class));
        for (JsonSubTypes.Type type : types.value()) {
            if (type.value().equals(getClass())) {
                return type.name();
            }
        }
        throw new IllegalStateException(getClass() + " has no name");
    }

    /** Whether it cannot be undone: then a second person decides. */
    default boolean irreversible(Edition current) {
        return false;
    }

    /** A word that the second person must type, so that nothing large happens by a click; empty for most acts. */
    default Optional<String> word(Edition current) {
        return Optional.empty();
    }

    /** The certificates that the authority revokes with this act, and since when. */
    default Map<X509Certificate, Instant> revokes(Edition current, Instant at) {
        return Map.of();
    }

    /** Whether it also counts where it changes nothing that the directory shows. */
    default boolean countsUnchanged() {
        return false;
    }

    default String json() {
        return ActJson.write(this);
    }

    /**
     * The act of its JSON.
     *
     * @throws Refused REQUEST_FORM when it is none, or what is wrong with its values
     */
    static DirectoryAct read(String json) {
        return ActJson.read(json);
    }

    /** An act on one agency. */
    sealed interface AgencyAct extends DirectoryAct {

        AgencyCode code();

        @Override
        default String subject() {
            return code().value();
        }
    }

    /** An act on one node. */
    sealed interface NodeAct extends DirectoryAct {

        NodeId node();

        @Override
        default String subject() {
            return node().value();
        }
    }

    /** An act that cannot be undone. */
    sealed interface LastingAct extends DirectoryAct {

        @Override
        default boolean irreversible(Edition current) {
            return true;
        }
    }

    /** An act that must know where the hub is. */
    sealed interface PlacedAct extends DirectoryAct {

        /** The same with where nodes joined, for a directory that does not say where the hub is. */
        DirectoryAct from(HubEndpoint joined);
    }

    /** An act by which two provinces become one (decision 58). */
    sealed interface ProvinceAct extends LastingAct, PlacedAct {

        /** The other province. */
        ProvinceFile other();

        @Override
        default String subject() {
            return other().opened().province();
        }
    }

    /**
     * Makes this province part of another: its nodes learn of the other authority and of the other hub, which they use as
     * soon as this one is gone.
     */
    record JoinProvince(ProvinceFile other, @Nullable HubEndpoint joined) implements ProvinceAct {

        public JoinProvince {
            requireFields(other, "other");
        }

        @Override
        public JoinProvince from(HubEndpoint place) {
            return new JoinProvince(other, place);
        }

        @Override
        public Edition apply(Edition current, Instant at) {
            return new ProvinceMerge(current, other, at).join(joined);
        }
    }

    /** Takes over the nodes and agencies of a province that is to be part of this one. */
    record TakeProvince(ProvinceFile other, @Nullable HubEndpoint joined) implements ProvinceAct {

        public TakeProvince {
            requireFields(other, "other");
        }

        @Override
        public TakeProvince from(HubEndpoint place) {
            return new TakeProvince(other, place);
        }

        @Override
        public Edition apply(Edition current, Instant at) {
            return new ProvinceMerge(current, other, at).take(joined);
        }
    }

    /**
     * Founds an agency, which then waits for its node unless one is named.
     *
     * @param node a node that is there already
     * @param from absent: at once
     */
    record AddAgency(
            AgencyCode code,
            @Nullable AgencyCode alias,
            String name,
            @Nullable AgencyCode parent,
            int level,
            int lineMbit,
            @Nullable NodeId node,
            @Nullable Instant from)
            implements AgencyAct {

        public AddAgency {
            requireFields(code, "code", name, "name");
        }

        @Override
        public Edition apply(Edition current, Instant at) {
            requireFree(current, code);
            if (alias != null && !alias.equals(code)) {
                requireFree(current, alias);
            }
            requireNode(current, node);
            AgencyCode above = parent == null ? null : required(current, parent).code();
            List<AgencyCode> aliases = alias == null || alias.equals(code) ? List.of() : List.of(alias);
            return current.withAgencies(List.of(new Agency(
                    code, aliases, name, node, above, level, lineMbit, from, null, null, true, true, null, null)));
        }
    }

    /** Gives an agency another name; lists of the past keep the one of their time. */
    record RenameAgency(AgencyCode code, String name) implements AgencyAct {

        public RenameAgency {
            requireFields(code, "code", name, "name");
        }

        @Override
        public Edition apply(Edition current, Instant at) {
            return changed(current, required(current, code).changed(draft -> draft.rename(name, at)));
        }
    }

    /** Gives an agency another code; the one it had stays as an alias. */
    record RecodeAgency(AgencyCode code, AgencyCode now) implements AgencyAct, LastingAct {

        public RecodeAgency {
            requireFields(code, "code", now, "now");
        }

        @Override
        public Edition apply(Edition current, Instant at) {
            Agency agency = required(current, code);
            if (!agency.has(now)) {
                requireFree(current, now);
            }
            if (agency.code().equals(now)) {
                throw new Refused(Fault.ACT_CHANGES_NOTHING, now.value());
            }
            List<AgencyCode> aliases = new ArrayList<>(agency.aliases());
            aliases.remove(now);
            aliases.add(agency.code());
            Agency recoded = agency.changed(draft -> {
                draft.code = now;
                draft.aliases = aliases;
            });
            return current.withOnly(current.agencies().stream()
                    .map(each -> each.equals(agency) ? recoded : redirected(each, agency.code(), now))
                    .toList());
        }

        /** The parent and the successor of others follow the new code. */
        private static Agency redirected(Agency other, AgencyCode before, AgencyCode after) {
            return other.changed(draft -> {
                draft.parent = before.equals(draft.parent) ? after : draft.parent;
                draft.successor = before.equals(draft.successor) ? after : draft.successor;
            });
        }
    }

    /**
     * Closes an agency; its code stays, with the successor.
     *
     * @param passOn whether documents to it are addressed to the successor; else they are refused, and the successor is
     *     named
     * @param from absent: at once
     */
    record CloseAgency(
            AgencyCode code,
            @Nullable AgencyCode successor,
            boolean passOn,
            @Nullable Instant from) implements AgencyAct, LastingAct {

        public CloseAgency {
            requireFields(code, "code");
        }

        @Override
        public Edition apply(Edition current, Instant at) {
            return closed(current, code, successor, passOn, moment(from, at));
        }
    }

    /** Closes agencies that become part of another. */
    record MergeAgencies(
            List<AgencyCode> codes,
            AgencyCode into,
            boolean passOn,
            @Nullable Instant from) implements LastingAct {

        public MergeAgencies {
            requireFields(codes, "codes", into, "into");
            codes = List.copyOf(codes);
            if (codes.isEmpty() || new HashSet<>(codes).size() < codes.size()) {
                throw new Refused(Fault.FIELD_INVALID, "codes", codes.toString());
            }
        }

        @Override
        public Edition apply(Edition current, Instant at) {
            Edition merged = current;
            for (AgencyCode code : codes) {
                merged = closed(merged, code, into, passOn, moment(from, at));
            }
            return merged;
        }

        @Override
        public String subject() {
            return into.value();
        }
    }

    /** Closes an agency and founds those that take over from it; the first of them is its successor. */
    record SplitAgency(
            AgencyCode code,
            List<AddAgency> into,
            boolean passOn,
            @Nullable Instant from) implements AgencyAct, LastingAct {

        public SplitAgency {
            requireFields(code, "code", into, "into");
            into = List.copyOf(into);
            if (into.isEmpty()) {
                throw new Refused(Fault.FIELD_INVALID, "into", "");
            }
        }

        @Override
        public Edition apply(Edition current, Instant at) {
            Edition split = current;
            for (AddAgency part : into) {
                split = part.apply(split, at);
            }
            return closed(split, code, into.get(0).code(), passOn, moment(from, at));
        }
    }

    /** Moves an agency to another node that is there already; what is under way to the old one arrives there. */
    record MoveAgency(AgencyCode code, NodeId node) implements AgencyAct {

        public MoveAgency {
            requireFields(code, "code", node, "node");
        }

        @Override
        public Edition apply(Edition current, Instant at) {
            Agency agency = required(current, code);
            requireNode(current, node);
            return changed(current, agency.changed(draft -> {
                List<Agency.FormerNode> former = new ArrayList<>(agency.former());
                former.removeIf(left -> left.node().equals(node));
                if (agency.node() != null && !agency.node().equals(node)) {
                    former.add(new Agency.FormerNode(agency.node(), at.plus(UNDER_WAY)));
                }
                draft.former = former;
                draft.node = node;
            }));
        }
    }

    /**
     * Sets what an agency may do and where it belongs; absent fields stay.
     *
     * @param maxBytes of one document; 0 for the limit of the province
     * @param maxPerDay documents; 0 for the limit of the province
     */
    record SetAgency(
            AgencyCode code,
            @Nullable AgencyCode parent,
            @Nullable Integer level,
            @Nullable Integer lineMbit,
            @Nullable Boolean maySend,
            @Nullable Boolean mayReceive,
            @Nullable Long maxBytes,
            @Nullable Integer maxPerDay)
            implements AgencyAct {

        public SetAgency {
            requireFields(code, "code");
        }

        @Override
        public Edition apply(Edition current, Instant at) {
            Agency agency = required(current, code);
            Agency above = parent == null ? null : required(current, parent);
            if (above != null && (above.equals(agency) || isBelow(current, above, agency.code()))) {
                throw new Refused(Fault.FIELD_INVALID, "parent", above.code().value());
            }
            return changed(current, agency.changed(draft -> {
                draft.parent = above == null ? agency.parent() : above.code();
                draft.level = level == null ? agency.level() : level;
                draft.lineMbit = lineMbit == null ? agency.lineMbit() : lineMbit;
                draft.maySend = maySend == null ? agency.maySend() : maySend;
                draft.mayReceive = mayReceive == null ? agency.mayReceive() : mayReceive;
                draft.maxBytes = maxBytes == null ? agency.maxBytes() : maxBytes > 0 ? maxBytes : null;
                draft.maxPerDay = maxPerDay == null ? agency.maxPerDay() : maxPerDay > 0 ? maxPerDay : null;
            }));
        }
    }

    /**
     * Makes the directory like a list of all agencies: those that are missing there are closed, new ones are added, and
     * of the others name, code, parent, level and line follow the list. Nodes, rights and limits stay.
     *
     * @param agencies as {@link AgencyList} reads them; one with a successor or an end is closed
     */
    record ImportAgencies(List<Agency> agencies) implements DirectoryAct {

        /** A list that closes more than this part of the open agencies needs a word. */
        private static final int A_TENTH = 10;

        public ImportAgencies {
            requireFields(agencies, "agencies");
            agencies = List.copyOf(agencies);
            if (agencies.isEmpty()) {
                throw new Refused(Fault.FIELD_MISSING, "agencies");
            }
        }

        @Override
        public Edition apply(Edition current, Instant at) {
            return new AgencyImport(current, agencies, at).apply();
        }

        @Override
        public boolean irreversible(Edition current) {
            return changes(current).stream()
                    .anyMatch(change -> change.kind() == ChangeKind.CLOSED || change.kind() == ChangeKind.RECODED);
        }

        @Override
        public Optional<String> word(Edition current) {
            long closed = changes(current).stream()
                    .filter(change -> change.kind() == ChangeKind.CLOSED)
                    .count();
            long open = current.agencies().stream()
                    .filter(agency -> agency.validUntil() == null)
                    .count();
            return closed * A_TENTH > open ? Optional.of("NGUNG-" + closed) : Optional.empty();
        }

        private List<EditionDifference.DirectoryChange> changes(Edition current) {
            return EditionDifference.of(current, apply(current, current.issued()), current.issued())
                    .changes();
        }

        @Override
        public String subject() {
            return Integer.toString(agencies.size());
        }
    }

    /** Refuses absent fields, given as value and name in turn: the JSON of an act may lack them. */
    private static void requireFields(@Nullable Object... valuesAndNames) {
        for (int i = 0; i < valuesAndNames.length; i += 2) {
            if (valuesAndNames[i] == null) {
                throw new Refused(Fault.FIELD_MISSING, String.valueOf(valuesAndNames[i + 1]));
            }
        }
    }

    /**
     * Stops a node for a while: the hub takes no connection of it. What waits for it stays at the hub.
     *
     * @param returning whether documents to it go back to their senders instead
     * @param reason which every node can read
     */
    record StopNode(NodeId node, boolean returning, String reason) implements NodeAct {

        public StopNode {
            requireFields(node, "node", reason, "reason");
        }

        @Override
        public Edition apply(Edition current, Instant at) {
            return NodeBars.stop(current, node, returning, reason, at);
        }
    }

    /** Lets a stopped node work again. */
    record ResumeNode(NodeId node) implements NodeAct {

        public ResumeNode {
            requireFields(node, "node");
        }

        @Override
        public Edition apply(Edition current, Instant at) {
            return NodeBars.resume(current, node);
        }
    }

    /**
     * Stops a node for good and revokes its certificates. Receipts that it issued from then on prove nothing.
     *
     * @param since the last moment at which its keys were certainly good; absent: at once
     * @param returning whether documents that wait for it go back to their senders
     */
    record RevokeNode(NodeId node, @Nullable Instant since, boolean returning, String reason)
            implements NodeAct, LastingAct {

        public RevokeNode {
            requireFields(node, "node", reason, "reason");
        }

        @Override
        public Edition apply(Edition current, Instant at) {
            return NodeBars.revoke(current, node, from(at), returning, reason);
        }

        private Instant from(Instant at) {
            if (since != null && since.isAfter(at)) {
                throw new Refused(Fault.FIELD_INVALID, "since", since.toString());
            }
            return since == null ? at : since;
        }

        @Override
        public Map<X509Certificate, Instant> revokes(Edition current, Instant at) {
            return NodeBars.inUse(current, node).stream()
                    .collect(Collectors.toMap(NodeCertificate::certificate, each -> from(at)));
        }
    }

    /** Lets a node that lost its keys join again; those it had are revoked. What waits for it stays at the hub. */
    record RejoinNode(NodeId node, String reason) implements NodeAct, LastingAct {

        public RejoinNode {
            requireFields(node, "node", reason, "reason");
        }

        @Override
        public Edition apply(Edition current, Instant at) {
            return NodeBars.isRevoked(current, node) ? current : NodeBars.revoke(current, node, at, false, reason);
        }

        @Override
        public Map<X509Certificate, Instant> revokes(Edition current, Instant at) {
            return NodeBars.isRevoked(current, node)
                    ? Map.of()
                    : NodeBars.inUse(current, node).stream()
                            .collect(Collectors.toMap(NodeCertificate::certificate, each -> at));
        }

        @Override
        public boolean countsUnchanged() {
            return true;
        }
    }

    /**
     * Admits an authority outside the province: nodes may seal under its certificates.
     *
     * @param certificate of the authority that issues them itself, DER in base64
     * @param crl its revocation list in force, DER in base64
     * @param subtree names that it may certify; absent for all
     */
    record AdmitAuthority(
            String certificate, String crl, @Nullable String subtree) implements LastingAct {

        public AdmitAuthority {
            requireFields(certificate, "certificate", crl, "crl");
            AdmittedAuthorities.name(subtree);
        }

        /** Of files in PEM or DER. */
        public static AdmitAuthority of(byte[] certificate, byte[] crl, @Nullable String subtree) {
            return new AdmitAuthority(
                    Base64.getEncoder().encodeToString(Certificates.encoded(Certificates.read(certificate))),
                    AdmittedAuthorities.base64(crl),
                    subtree);
        }

        /** The admission itself is the authority's to sign. */
        @Override
        public Edition apply(Edition current, Instant at) {
            X509CRL list = Revocation.read(AdmittedAuthorities.bytes(crl, "crl"));
            Revocation.checkList(list, authority(at), at);
            return current.withCrl(list);
        }

        /** The authority, which the province's own certifies. */
        public X509Certificate authority(Instant at) {
            return AdmittedAuthorities.candidate(AdmittedAuthorities.bytes(certificate, "certificate"), at);
        }

        public @Nullable X500Principal names() {
            return AdmittedAuthorities.name(subtree);
        }

        @Override
        public String subject() {
            return Certificates.name(Certificates.parse(AdmittedAuthorities.bytes(certificate, "certificate")));
        }
    }

    /** Ends the admission of an authority: what its certificates seal from then on counts nowhere. */
    record DismissAuthority(String name) implements LastingAct {

        public DismissAuthority {
            requireFields(name, "name");
        }

        @Override
        public Edition apply(Edition current, Instant at) {
            if (revokes(current, at).isEmpty()) {
                throw new Refused(Fault.ACT_CHANGES_NOTHING, name);
            }
            return current;
        }

        /** An authority on another machine changes its list later. */
        @Override
        public boolean countsUnchanged() {
            return true;
        }

        @Override
        public Map<X509Certificate, Instant> revokes(Edition current, Instant at) {
            return AdmittedAuthorities.inForce(current).stream()
                    .filter(each -> Certificates.name(each).equals(name))
                    .collect(Collectors.toMap(each -> each, each -> at));
        }

        @Override
        public String subject() {
            return name;
        }
    }

    /**
     * Puts a newer revocation list of an admitted authority into force.
     *
     * @param crl DER in base64
     */
    record SetList(String crl) implements DirectoryAct {

        public SetList {
            requireFields(crl, "crl");
        }

        /** Of a file in PEM or DER. */
        public static SetList of(byte[] crl) {
            return new SetList(AdmittedAuthorities.base64(crl));
        }

        @Override
        public Edition apply(Edition current, Instant at) {
            return AdmittedAuthorities.withList(current, list(), at);
        }

        private X509CRL list() {
            return Revocation.read(AdmittedAuthorities.bytes(crl, "crl"));
        }

        @Override
        public String subject() {
            return list().getIssuerX500Principal().getName();
        }
    }

    /** Replaces a key of the province itself. The edition names no signer, so this changes nothing of it at once. */
    sealed interface KeyAct extends DirectoryAct {

        /** Whose key: the time-stamps', the directory's or the authority's. */
        Purpose purpose();

        @Override
        default Edition apply(Edition current, Instant at) {
            return current;
        }

        @Override
        default String subject() {
            return purpose().name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        @Override
        default boolean countsUnchanged() {
            return true;
        }
    }

    /** Replaces the key of the built-in time-stamps. */
    record RenewTimeStamp() implements KeyAct {

        @Override
        public Purpose purpose() {
            return Purpose.TIME_STAMP;
        }
    }

    /** Replaces the key that seals the directory. */
    record RenewDirectory() implements KeyAct {

        @Override
        public Purpose purpose() {
            return Purpose.DIRECTORY;
        }
    }

    /** Replaces the authority, and with it the keys of time-stamps and directory. */
    record RenewAuthority() implements KeyAct, LastingAct {

        @Override
        public Purpose purpose() {
            return Purpose.AUTHORITY;
        }

        /** Refused while another one has not begun to certify. */
        @Override
        public Edition apply(Edition current, Instant at) {
            current.authorities().stream()
                    .filter(each -> each.from().isAfter(at))
                    .findFirst()
                    .ifPresent(coming -> {
                        throw new Refused(Fault.AUTHORITY_CHANGES, coming.from().toString());
                    });
            return current;
        }
    }

    /**
     * Gives the hub another address. Nodes try it first, and the earlier ones until their end.
     *
     * @param host name or address
     * @param port of its broker
     * @param https port of its HTTPS door
     * @param until when nodes stop trying the earlier addresses
     * @param earlier where nodes joined; the hub adds it
     */
    record MoveHub(
            String host,
            int port,
            int https,
            Instant until,
            @Nullable HubEndpoint earlier) implements PlacedAct {

        /** Most places that are listed. */
        private static final int PLACES = 4;

        public MoveHub {
            requireFields(host, "host", until, "until");
        }

        @Override
        public MoveHub from(HubEndpoint joined) {
            return new MoveHub(host, port, https, until, joined);
        }

        @Override
        public Edition apply(Edition current, Instant at) {
            HubEndpoint next = new HubEndpoint(host, port, https, null);
            next.check();
            if (!until.isAfter(at)) {
                throw new Refused(Fault.FIELD_INVALID, "until", until.toString());
            }
            NodeEntry hub = current.nodes().stream()
                    .filter(NodeEntry::hub)
                    .findFirst()
                    .orElseThrow(() -> new Refused(Fault.DIRECTORY_FORM, "hubs []"));
            List<HubEndpoint> known = hub.endpoints().isEmpty() && earlier != null ? List.of(earlier) : hub.endpoints();
            if (!known.isEmpty() && known.get(0).isAt(next)) {
                return current;
            }
            List<HubEndpoint> places = new ArrayList<>(List.of(next));
            known.stream()
                    .filter(each -> each.servesAt(at) && !each.isAt(next))
                    .map(each -> each.endingBy(until))
                    .limit(PLACES - 1)
                    .forEach(places::add);
            return current.withNode(hub.at(places));
        }

        @Override
        public String subject() {
            return host + ":" + port;
        }
    }

    private static Instant moment(@Nullable Instant from, Instant at) {
        return from == null || from.isBefore(at) ? at : from;
    }

    private static Agency required(Edition current, AgencyCode code) {
        return current.agency(code).orElseThrow(() -> new Refused(Fault.AGENCY_UNKNOWN, code.value()));
    }

    private static void requireFree(Edition current, AgencyCode code) {
        current.agency(code).ifPresent(taken -> {
            throw new Refused(Fault.AGENCY_EXISTS, code.value(), taken.name());
        });
    }

    private static void requireNode(Edition current, @Nullable NodeId node) {
        if (node != null && current.nodes().stream().noneMatch(each -> each.id().equals(node))) {
            throw new Refused(Fault.NODE_UNKNOWN, node.value());
        }
    }

    private static Edition changed(Edition current, Agency agency) {
        return current.withAgencies(List.of(agency));
    }

    /**
     * The edition with a closed agency; those below it belong to the successor from now on.
     *
     * @throws Refused SUCCESSOR_CIRCLE when its successor, or the successor's, is itself; AGENCY_CLOSED when it is
     *     closed already or the successor is
     */
    private static Edition closed(
            Edition current, AgencyCode code, @Nullable AgencyCode successor, boolean passOn, Instant from) {
        Agency agency = required(current, code);
        if (agency.validUntil() != null) {
            throw new Refused(Fault.AGENCY_CLOSED, agency.code().value());
        }
        Agency next = successor == null ? null : required(current, successor);
        requireNoCircle(current, agency, next);
        if (next != null && next.validUntil() != null && !next.validUntil().isAfter(from)) {
            throw new Refused(Fault.AGENCY_CLOSED, next.code().value());
        }
        List<Agency> changed = new ArrayList<>();
        changed.add(agency.changed(draft -> {
            draft.validUntil = from;
            draft.successor = next == null ? null : next.code();
            draft.passOn = passOn && next != null;
        }));
        if (next != null) {
            current.agencies().stream()
                    .filter(each -> agency.code().equals(each.parent()) && !each.equals(next))
                    .map(each -> each.changed(draft -> draft.parent = next.code()))
                    .forEach(changed::add);
            if (isBelow(current, next, agency.code())) {
                changed.add(next.changed(draft -> draft.parent = agency.parent()));
            }
        }
        return current.withAgencies(changed);
    }

    /** Whether the agency has that one as its parent, or above it. */
    private static boolean isBelow(Edition current, Agency agency, AgencyCode above) {
        Set<AgencyCode> seen = new HashSet<>();
        AgencyCode parent = agency.parent();
        while (parent != null && seen.add(parent)) {
            if (parent.equals(above)) {
                return true;
            }
            parent = current.agency(parent).map(Agency::parent).orElse(null);
        }
        return false;
    }

    private static void requireNoCircle(Edition current, Agency closing, @Nullable Agency successor) {
        Set<AgencyCode> seen = new HashSet<>(Set.of(closing.code()));
        for (Agency next = successor; next != null; ) {
            if (!seen.add(next.code())) {
                throw new Refused(Fault.SUCCESSOR_CIRCLE, closing.code().value());
            }
            AgencyCode after = next.successor();
            next = after == null ? null : required(current, after);
        }
    }
}
