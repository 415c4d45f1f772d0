package vn.antin.observe;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Agency;
import vn.antin.door.Errors;
import vn.antin.door.Language;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.json.Json;
import vn.antin.ledger.AuthorityRequests;

/** Writes a reading and its checks as JSON, faults as sentence and code. */
final class HealthJson {

    private final Errors errors;

    HealthJson(Errors errors) {
        this.errors = errors;
    }

    ObjectNode check(HealthCheck check, Language language) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("check", EventCounter.word(check.rule().name()));
        if (!check.subject().isEmpty()) {
            node.put("subject", check.subject());
        }
        node.put("level", check.level().word())
                .put("value", check.value())
                .put("warn", check.warn())
                .put("unit", check.rule().unit())
                .put("falling", check.rule().falling())
                .put("blocks", check.blocks());
        if (Double.isFinite(check.critical())) {
            node.put("critical", check.critical());
        }
        Fault fault = check.fault();
        if (fault != null) {
            node.put("code", fault.code())
                    .put("text", errors.sentence(fault, check.said(), language))
                    .put("todo", errors.of(fault).remedy().in(language));
        }
        return node;
    }

    /** The result without the measurements. */
    ObjectNode health(HealthReading now, List<HealthCheck> checks, Language language) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        HealthCheck.CheckLevel worst = checks.stream()
                .map(HealthCheck::level)
                .max(Comparator.naturalOrder())
                .orElse(HealthCheck.CheckLevel.OK);
        node.put("status", worst.word())
                .put("ready", HealthMonitor.ready(checks))
                .put("role", now.self().role())
                .put("node", now.self().node())
                .put("at", now.at().toString());
        ArrayNode all = node.putArray("checks");
        checks.forEach(check -> all.add(check(check, language)));
        return node;
    }

    /** Results and measurements. */
    ObjectNode status(HealthReading now, List<HealthCheck> checks, Language language) {
        ObjectNode node = health(now, checks, language);
        node.put("house", now.self().house())
                .put("mode", now.self().mode())
                .put("version", now.self().version())
                .put("started", now.self().started().toString())
                .put("overdue", now.ledger().overdue())
                .put("deadLetters", now.ledger().deadLetters())
                .put("alarms", now.ledger().alarms().size());
        HealthReading.LineReading line = now.line();
        if (line != null) {
            ObjectNode told = node.putObject("line");
            told.put("up", line.up())
                    .put("since", line.since().toString())
                    .put("trouble", line.trouble())
                    .put("greeted", line.greeted());
            if (line.roundTrip() != null) {
                told.put("roundTripMillis", line.roundTrip().toMillis());
            }
        }
        if (now.clock() != null) {
            node.put("clockAheadMillis", now.clock().toMillis());
        }
        HealthReading.Backup backup = now.backup();
        if (backup != null) {
            ObjectNode told =
                    node.putObject("backup").put("bytes", backup.bytes()).put("millis", backup.millis());
            at(told, "good", backup.good());
            at(told, "failed", backup.failed());
        }
        node.putObject("disk")
                .put("free", now.disk().free())
                .put("size", now.disk().size())
                .put("floor", now.disk().floor());
        node.putObject("directory")
                .put("serial", now.directory().serial())
                .put("expires", now.directory().expires().toString());
        lists(now, node);
        return node;
    }

    /** The province's agencies; at a hub with the state of their nodes. */
    ObjectNode agencies(HealthReading now, List<Agency> agencies) {
        Map<String, HealthReading.Peer> peers = new HashMap<>();
        now.peers().forEach(peer -> peers.put(peer.node(), peer));
        ObjectNode node = Json.MAPPER.createObjectNode();
        ArrayNode all = node.putArray("agencies");
        agencies.forEach(agency -> {
            ObjectNode one = all.addObject()
                    .put("code", agency.code().value())
                    .put("name", agency.name())
                    .put("lineMbit", agency.lineMbit());
            NodeId host = agency.node();
            if (host != null) {
                one.put("node", host.value())
                        .put("here", host.value().equals(now.self().node()));
                HealthReading.Peer peer = peers.get(host.value());
                if (peer != null) {
                    peer(one, peer);
                }
            }
        });
        return node;
    }

    private static void peer(ObjectNode one, HealthReading.Peer peer) {
        one.put("connected", peer.gone() == null).put("waiting", peer.waiting());
        at(one, "gone", peer.gone());
        at(one, "oldest", peer.oldest());
    }

    private static void lists(HealthReading now, ObjectNode node) {
        ArrayNode queues = node.putArray("queues");
        now.queues()
                .forEach(queue -> at(
                        queues.addObject()
                                .put("name", queue.name())
                                .put("messages", queue.messages())
                                .put("bytes", queue.bytes())
                                .put("consumers", queue.consumers()),
                        "oldest",
                        queue.oldest()));
        ArrayNode peers = node.putArray("peers");
        now.peers().forEach(peer -> peer(peers.addObject().put("node", peer.node()), peer));
        ArrayNode certificates = node.putArray("certificates");
        now.certificates()
                .forEach(each -> certificates
                        .addObject()
                        .put("owner", each.owner())
                        .put("purpose", EventCounter.word(each.purpose()))
                        .put("serial", each.serial())
                        .put("until", each.until().toString())
                        .put("days", each.days(now.at())));
        HealthReading.TokenReading token = now.token();
        if (token != null) {
            node.putObject("token").put("label", token.label()).put("signs", token.since() == null);
        }
        AuthorityRequests.WaitingRequests awaited = now.awaited();
        if (awaited != null && awaited.count() > 0) {
            at(node.putObject("authority").put("waiting", awaited.count()), "since", awaited.since());
        }
        HealthReading.RenewalReading renewal = now.renewal();
        if (renewal != null) {
            ObjectNode renewing = node.putObject("renewal")
                    .put("step", EventCounter.word(renewal.step().name()))
                    .put("due", renewal.due().toString())
                    .put("late", renewal.late().toString())
                    .put("refused", renewal.refused());
            at(renewing, "from", renewal.from());
        }
    }

    private static void at(ObjectNode node, String name, @Nullable Instant time) {
        if (time != null) {
            node.put(name, time.toString());
        }
    }
}
