package vn.antin.console.pages;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StringReader;
import java.time.DateTimeException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.Names;
import vn.antin.console.web.RequestContext;
import vn.antin.directory.AdmittedAuthorities;
import vn.antin.directory.Agency;
import vn.antin.directory.AgencyList;
import vn.antin.directory.Directory;
import vn.antin.directory.DirectoryAct;
import vn.antin.directory.HubEndpoint;
import vn.antin.directory.NodeEntry;
import vn.antin.directory.ProvinceFile;
import vn.antin.directory.Stopped;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.PlainText;
import vn.antin.envelope.VietnamTime;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.json.Json;
import vn.antin.ledger.Heartbeats;
import vn.antin.ledger.Heartbeats.LastHeartbeat;
import vn.antin.ledger.db.Ledger;
import vn.antin.seal.pki.Certificates;

/** The directory at a hub: its agencies, and the acts that change it, each shown before it is signed. */
public final class DirectoryPages {

    private static final int ROWS = 100;

    /** Most nodes that a form offers to choose from. */
    private static final int NODES = 300;

    private static final Pattern BETWEEN_CODES = Pattern.compile("[\\s,;]+");

    /** One text field of a form for each text of an act; a code, a number or a name alike. */
    private static final List<String> FIELDS = List.of(
            "act",
            "code",
            "alias",
            "name",
            "now",
            "parent",
            "level",
            "lineMbit",
            "node",
            "successor",
            "passOn",
            "maySend",
            "mayReceive",
            "maxBytes",
            "maxPerDay",
            "host",
            "port",
            "https");

    private static final List<String> MOMENTS = List.of("from", "until");
    private static final Set<String> NODE_ACTS = Set.of("STOP_NODE", "RESUME_NODE", "REVOKE_NODE", "REJOIN_NODE");
    private static final Set<String> KEY_ACTS = Set.of(
            "RENEW_TIME_STAMP",
            "RENEW_DIRECTORY",
            "RENEW_AUTHORITY",
            "ADMIT_AUTHORITY",
            "DISMISS_AUTHORITY",
            "SET_LIST",
            "JOIN_PROVINCE",
            "TAKE_PROVINCE");

    private final DirectoryActs acts;
    private final Ledger ledger;
    private final Heartbeats heartbeats;

    public DirectoryPages(DirectoryActs acts, Ledger ledger, Heartbeats heartbeats) {
        this.acts = acts;
        this.ledger = ledger;
        this.heartbeats = heartbeats;
    }

    public Console on(Console console) {
        return console.at("directory", this::show)
                .does("directory", (context, rest) -> look(context))
                .does("import-directory", (context, rest) -> lookAtList(context))
                .does("province", (context, rest) -> lookAtProvince(context))
                .does("sign-directory", (context, rest) -> sign(context));
    }

    private void show(RequestContext context, String code) throws IOException {
        context.needs(Action.SEE_OPERATIONS);
        Directory directory = acts.current();
        Map<String, Object> model = new HashMap<>();
        model.put("serial", directory.serial());
        model.put("issued", directory.issued());
        model.put("names", Names.in(directory));
        model.put("nodes", nodes(directory));
        if (code.isEmpty()) {
            String q = context.field("q");
            List<Agency> found = found(directory, q);
            model.put("q", q);
            HubEndpoint hub = acts.endpoint();
            List<LastHeartbeat> elsewhere = elsewhere(directory, hub);
            model.put("hub", hub);
            model.put("elsewhere", elsewhere.size());
            model.put("comers", elsewhere.subList(0, Math.min(ROWS, elsewhere.size())));
            model.put(
                    "admitted",
                    AdmittedAuthorities.inForce(directory.edition()).stream()
                            .map(Certificates::name)
                            .distinct()
                            .toList());
            model.put("found", found.size());
            model.put("agencies", found.subList(0, Math.min(ROWS, found.size())));
            context.page("directory", model);
            return;
        }
        AgencyCode asked = DocumentPages.agency(code);
        Agency agency = (asked == null ? Optional.<Agency>empty() : directory.agency(asked))
                .orElseThrow(() -> new Refused(Fault.AGENCY_UNKNOWN, code));
        model.put("agency", agency);
        NodeId node = agency.node();
        model.put("bar", node == null ? "" : directory.bar(node).map(Enum::name).orElse(""));
        model.put(
                "why",
                node == null ? "" : directory.stop(node).map(Stopped::reason).orElse(""));
        context.page("directoryagency", model);
    }

    /** Once the hub has moved: the nodes that came to it by another address when they were heard last. */
    private List<LastHeartbeat> elsewhere(Directory directory, HubEndpoint hub) {
        if (directory.hubEndpoints(directory.issued()).isEmpty()) {
            return List.of();
        }
        return ledger.read(heartbeats::all).values().stream()
                .filter(last -> directory.node(last.node()).isPresent())
                .filter(last ->
                        !last.beat().hub().isEmpty() && !last.beat().hub().equals(hub.place()))
                .sorted(Comparator.comparing(last -> last.node().value()))
                .toList();
    }

    private static List<Agency> found(Directory directory, String q) {
        String plain = PlainText.of(q);
        return directory.agencies().stream()
                .filter(agency -> PlainText.of(agency.name() + " " + agency.code() + " " + agency.aliases() + " "
                                + (agency.node() == null ? "" : agency.node()))
                        .contains(plain))
                .sorted(Comparator.comparing(Agency::code))
                .toList();
    }

    private static List<String> nodes(Directory directory) {
        List<NodeEntry> nodes = directory.edition().nodes();
        return nodes.size() > NODES
                ? List.of()
                : nodes.stream()
                        .filter(node -> !node.hub())
                        .map(node -> node.id().value())
                        .sorted()
                        .toList();
    }

    /** Shows what the act of a form would change; nothing is signed yet. */
    private void look(RequestContext context) throws IOException {
        context.needs(action(context.field("act")));
        DirectoryAct act = act(context);
        context.needs(action(act.kind()));
        show(context, act, context.reason());
    }

    /** Shows what a list of all agencies would change. */
    private void lookAtList(RequestContext context) throws IOException {
        context.needs(Action.CHANGE_DIRECTORY);
        List<Agency> list = AgencyList.read(new StringReader(new String(context.file("list"), UTF_8)));
        show(context, new DirectoryAct.ImportAgencies(list), context.reason());
    }

    /** Shows what becoming one with another province would change. */
    private void lookAtProvince(RequestContext context) throws IOException {
        context.needs(Action.RENEW_KEYS);
        ProvinceFile other = ProvinceFile.read(context.file("province"));
        DirectoryAct act = context.field("act").equals("TAKE_PROVINCE")
                ? new DirectoryAct.TakeProvince(other, null)
                : new DirectoryAct.JoinProvince(other, null);
        show(context, act, context.reason());
    }

    private void show(RequestContext context, DirectoryAct act, String reason) throws IOException {
        context.page(
                "directorylook",
                Map.of(
                        "act",
                        act,
                        "preview",
                        ActPreview.of(acts, act, context.view()),
                        "second",
                        act.irreversible(acts.current().edition()),
                        "reason",
                        reason));
    }

    /** Signs what was shown, or asks for a second person. */
    private void sign(RequestContext context) {
        String json = context.secret("act");
        context.needs(action(kind(json)));
        DirectoryAct act = DirectoryAct.read(json);
        context.needs(action(act.kind()));
        DirectoryActs.ActResult result =
                acts.submit(act, context.field("shown"), context.who().by(), context.reason());
        context.redirect(Console.HOME + (result.request() > 0 ? "/requests" : "/directory"));
    }

    /** The keys of the province are a matter of those who renew keys. */
    private static Action action(String kind) {
        return KEY_ACTS.contains(kind) ? Action.RENEW_KEYS : Action.CHANGE_DIRECTORY;
    }

    /** The word of an act that is not read yet: who may not do it is not told what is wrong with it. */
    private static String kind(String json) {
        try {
            return Json.MAPPER.readTree(json).path("act").asText();
        } catch (JsonProcessingException e) {
            return "";
        }
    }

    private static DirectoryAct act(RequestContext context) {
        if (NODE_ACTS.contains(context.field("act"))) {
            return nodeAct(context);
        }
        if (context.field("act").equals("ADMIT_AUTHORITY")) {
            return DirectoryAct.AdmitAuthority.of(
                    pem(context, "certificate"), pem(context, "crl"), context.field("subtree"));
        } else if (context.field("act").equals("SET_LIST")) {
            return DirectoryAct.SetList.of(pem(context, "crl"));
        }
        ObjectNode json = Json.MAPPER.createObjectNode();
        for (String field : FIELDS) {
            String value = context.field(field);
            if (!value.isEmpty()) {
                json.put(field, value);
            }
        }
        for (String field : MOMENTS) {
            String value = context.field(field);
            if (!value.isEmpty()) {
                json.put(field, moment(field, value));
            }
        }
        String kind = context.field("act");
        if (kind.equals("MERGE_AGENCIES")) {
            BETWEEN_CODES.splitAsStream(context.secret("codes").strip()).forEach(json.withArray("/codes")::add);
            json.put("into", context.field("into"));
        } else if (kind.equals("SPLIT_AGENCY")) {
            split(context, json);
        }
        return DirectoryAct.read(json.toString());
    }

    private static byte[] pem(RequestContext context, String field) {
        return context.secret(field).getBytes(UTF_8);
    }

    /** The reason is part of the act where the senders see it. */
    private static DirectoryAct nodeAct(RequestContext context) {
        String kind = context.field("act");
        ObjectNode json = Json.MAPPER.createObjectNode().put("act", kind).put("node", context.field("node"));
        if (!kind.equals("RESUME_NODE")) {
            json.put("reason", context.reason());
        }
        if (kind.equals("STOP_NODE") || kind.equals("REVOKE_NODE")) {
            json.put("returning", context.field("returning").equals("true"));
        }
        if (kind.equals("REVOKE_NODE") && !context.field("since").isEmpty()) {
            json.put("since", moment("since", context.field("since")));
        }
        return DirectoryAct.read(json.toString());
    }

    /** Each line founds an agency: its code, a blank, its name; level and line are those of the agency that is split. */
    private static void split(RequestContext context, ObjectNode json) {
        context.secret("into")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .forEach(line -> {
                    String[] words = BETWEEN_CODES.split(line, 2);
                    json.withArray("/into")
                            .addObject()
                            .put("code", words[0])
                            .put("name", words.length > 1 ? words[1] : "")
                            .put("level", context.field("level"))
                            .put("lineMbit", context.field("lineMbit"))
                            .put("parent", context.field("parent").isEmpty() ? null : context.field("parent"));
                });
        json.remove(List.of("level", "lineMbit", "parent"));
    }

    private static String moment(String field, String value) {
        try {
            return VietnamTime.read(value).toString();
        } catch (DateTimeException e) {
            throw new Refused(Fault.FIELD_INVALID, e, field, value);
        }
    }
}
