package vn.antin.trial.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import vn.antin.archive.ArchiveExport.ArchiveRequest;
import vn.antin.archive.ArchiveJobs;
import vn.antin.cli.Polling;
import vn.antin.cli.Rest;
import vn.antin.directory.DirectoryAct;
import vn.antin.directory.DirectoryAct.MergeAgencies;
import vn.antin.directory.DirectoryAct.RejoinNode;
import vn.antin.directory.DirectoryAct.RevokeNode;
import vn.antin.door.Language;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.json.Json;
import vn.antin.ledger.Archives;
import vn.antin.ledger.KeyNotes;
import vn.antin.ledger.people.Approvals;
import vn.antin.ledger.people.AuditLog;
import vn.antin.node.KeyConfirmations;
import vn.antin.node.Node;
import vn.antin.node.OperatorFiles.OperatorCommand;
import vn.antin.node.OperatorProofs;
import vn.antin.node.config.ConfigFile;
import vn.antin.node.config.KeyFiles;
import vn.antin.node.join.HomeSetup;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyLife;
import vn.antin.seal.pki.KeyRing;
import vn.antin.seal.pki.Keys;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;
import vn.antin.trial.Province;

/**
 * The years of a province of three agencies on a clock that is advanced in steps of four weeks. Within a step documents
 * flow, also across every act; before the clock is advanced all of them have arrived, as a document lives for a week only.
 */
final class LifeDrill implements AutoCloseable {

    static final String OFFICE = "so-noi-vu";
    static final String DISTRICT = "ubnd-huyen-chau-duc";
    static final String COMMUNE = "ubnd-xa-binh-ba";

    private static final String HUB = "hub";
    static final Duration STEP = Duration.ofDays(28);

    /** A new key is used a day after it was certified ({@code times.overlap}). */
    private static final Duration OVERLAP = Duration.ofDays(2);

    /** Longer than the week after which a letter expires. */
    private static final Duration LETTER_LIFE = Duration.ofDays(8);

    private static final int YEAR_DAYS = 365;
    private static final int MONTHS = 12;
    private static final int LETTERS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final AuditLog.Actor DEMO = new AuditLog.Actor("demo", "");
    private static final AuditLog.Actor SECOND = new AuditLog.Actor("demo-2", "");

    /** An agency by its node. */
    private record LifeParty(String node, String code, String name) {}

    private static final List<LifeParty> PARTIES = List.of(
            new LifeParty(OFFICE, "H06.02", "Sở Nội vụ"),
            new LifeParty(DISTRICT, "H06.33", "UBND huyện Châu Đức"),
            new LifeParty(COMMUNE, "H06.33.03", "UBND xã Bình Ba"));

    /**
     * An act in the life of the province.
     *
     * @param kind the word of the act, as in the audit log
     * @param at by the simulated clock
     * @param count what had become of the documents until it was done
     */
    record LifeAct(String kind, String subject, Instant at, LifeTraffic.LifeCount count) {}

    private final DemoFolder folder;
    private final Language language;
    private final int years;
    private final Consumer<LifeAct> progress;
    private final LifeClock clock = new LifeClock();
    private final Instant birth = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    private final Province province;
    private final LifeTraffic traffic;
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, X509Certificate> inUse = new HashMap<>();
    private final Map<String, Integer> renewals = new LinkedHashMap<>();
    private final List<LifeAct> acts = new ArrayList<>();
    private boolean revoked;
    private @Nullable Path archived;
    private String renewed = "";

    /** @param progress gets each act when it is done */
    LifeDrill(DemoFolder folder, Language language, long seed, int years, Consumer<LifeAct> progress) {
        this.folder = folder;
        this.language = language;
        this.years = years;
        this.progress = progress;
        this.province =
                new Province(folder.path(), HomeSetup.exampleAgencies(folder.path()), KeyAlgorithm.EC_P256, clock);
        this.traffic = new LifeTraffic(folder, clock, seed);
    }

    /** Lives all years; each act is done when the part of the life of its place in this list is over. */
    void live() {
        PARTIES.forEach(party -> {
            province.join(party.node(), List.of(party.code()), "");
            begin(party.node());
        });
        traffic.start();
        List<Runnable> todo = new ArrayList<>(List.of(
                this::archive,
                () -> revoke(COMMUNE),
                () -> rejoin(COMMUNE),
                () -> lose(DISTRICT),
                this::reform,
                this::renewAuthority,
                this::useAuthority,
                this::renewProofs));
        List<Integer> months = List.of(3, 4, 5, 6, 9, 11, MONTHS, MONTHS);
        int done = 0;
        while (done < todo.size()) {
            arrive();
            while (done < todo.size() && !clock.instant().isBefore(month(months.get(done)))) {
                todo.get(done).run();
                done++;
                traffic.flow(LETTERS);
            }
            traffic.flow(LETTERS);
            drain();
            if (done < todo.size()) {
                clock.advance(STEP);
            }
        }
    }

    /**
     * Waits for what is under way. A revoked node may have got a letter whose receipt came too late: that letter ends by
     * its time.
     */
    private void drain() {
        boolean ended = traffic.drain();
        if (!ended && revoked) {
            clock.advance(LETTER_LIFE);
            province.hub().registry().refresh();
            ended = traffic.drain();
        }
        require(ended, "letters under way at " + clock.instant() + ": " + traffic.underWay());
        revoked = false;
    }

    /** The time at which so many twelfths of the life are over. */
    private Instant month(int twelfths) {
        return birth.plus(Duration.ofDays((long) years * YEAR_DAYS * twelfths / MONTHS));
    }

    /** After the clock was advanced: a new edition is everywhere, and the keys are where they should be. */
    private void arrive() {
        province.hub().registry().refresh();
        traffic.flow(1);
        nodes.forEach((node, running) -> require(
                Polling.until(
                        PATIENCE,
                        () -> running.directory().get().issued().plus(STEP).isAfter(clock.instant())),
                "the directory at " + node));
        renew(HUB);
        nodes.keySet().forEach(this::renew);
    }

    /** Waits for the step of a renewal that is due. */
    private void renew(String home) {
        KeyRing keys = keys(home);
        Optional<Keys> next = keys.next();
        if (next.isPresent()) {
            X509Certificate certified = next.get().of(Purpose.SEAL).certificate();
            if (certified.getNotBefore().toInstant().plus(OVERLAP).isBefore(clock.instant())) {
                await(() -> keys(home).next().isEmpty(), "new keys in use at " + home);
            }
        } else if (isDue(keys)) {
            // They may be put in use between two files that are read here.
            await(
                    () -> {
                        KeyRing now = keys(home);
                        return now.next().isPresent() || !isDue(now);
                    },
                    "new keys certified for " + home);
        }
        X509Certificate used = keys(home).of(Purpose.SEAL).certificate();
        X509Certificate before = inUse.put(home, used);
        if (before != null && !before.equals(used)) {
            renewals.merge(home, 1, Integer::sum);
        }
    }

    private boolean isDue(KeyRing keys) {
        return !clock.instant().isBefore(KeyLife.due(keys.of(Purpose.SEAL).certificate()));
    }

    private KeyRing keys(String home) {
        return KeyFiles.ring(ConfigFile.read(province.home(home).resolve(home.equals(HUB) ? "hub.yaml" : "node.yaml")));
    }

    private void begin(String node) {
        Node running = province.start(node);
        nodes.put(node, running);
        await(running::greeted, "the first greeting of " + node);
        LifeParty party = PARTIES.stream()
                .filter(each -> each.node().equals(node))
                .findFirst()
                .orElseThrow();
        traffic.join(new DemoSoftware(
                node, DemoLetter.party(party.code(), party.name()), Rest.of(folder.config(node), language, clock)));
    }

    private void act(DirectoryAct act, String reason) {
        province.hub().registry().act(act, DEMO, reason);
        note(act.kind(), act.subject());
    }

    private void note(String kind, String subject) {
        LifeAct act = new LifeAct(kind, subject, clock.instant(), traffic.count());
        acts.add(act);
        progress.accept(act);
    }

    /** Exports what the first agency sent and received in a twelfth of the life, and removes it from its ledger. */
    private void archive() {
        Node node = node(OFFICE);
        ArchiveJobs jobs = node.archive();
        Path out = folder.path().resolve("archive");
        jobs.begin(new ArchiveRequest(month(1), month(2), out, DEMO, "nộp lưu trữ"), true);
        await(() -> !Objects.requireNonNull(jobs.last()).running(), "the archive package");
        ArchiveJobs.ArchiveProgress last = Objects.requireNonNull(jobs.last());
        String made = last.made();
        if (made == null) {
            throw Objects.requireNonNullElseGet(last.failure(), () -> new Refused(Fault.ARCHIVE_UNKNOWN, ""));
        }
        archived = out.resolve(made);
        note("EXPORTED_ARCHIVE", made);
        Approvals approvals = new Approvals(clock);
        AuditLog audit = new AuditLog(clock);
        node.repositories().ledger().store("demo.decide", tx -> {
            Approvals.ApprovalRequest request = approvals.newest(tx, 1).get(0);
            approvals.decide(tx, request, SECOND.who(), true, "đã xem");
            jobs.release(tx, request);
            audit.add(tx, SECOND, "GRANTED_REMOVE_ARCHIVED", made, "đã xem", "");
        });
        jobs.removeSoon();
        Archives.ArchivePackage of = jobs.packages().get(0);
        await(() -> jobs.left(of) == 0, "the removal of archived documents");
        note("REMOVED_ARCHIVED", made);
    }

    /** The keys of a node were stolen: what waits for it goes back, what it has is sent again when it returns. */
    private void revoke(String node) {
        silence(node);
        leave(node);
        act(new RevokeNode(new NodeId(node), null, true, "lộ khóa"), "lộ khóa");
        revoked = true;
        switchOff(node);
    }

    /** What a node has accepted and not sent is lost with its disk: nothing of it is under way. */
    private void silence(String node) {
        require(traffic.silence(node), "letters from " + node + ": " + traffic.underWay());
    }

    /** Lets others send to a node whose software takes nothing more. */
    private void leave(String node) {
        traffic.leave(node);
        traffic.flow(LETTERS);
        await(() -> traffic.keeps(node), "a letter at " + node);
    }

    private void switchOff(String node) {
        nodes.remove(node);
        inUse.remove(node);
        province.stop(node);
        DemoFolder.delete(province.home(node));
    }

    private void rejoin(String node) {
        act(new RejoinNode(new NodeId(node), "trở lại"), "trở lại");
        begin(node);
        String words = command(node, KeyConfirmations.LOOK).path("words").asText();
        nodes.keySet().stream().filter(other -> !other.equals(node)).forEach(other -> confirm(other, node, words));
        note("CONFIRM_KEY", node);
    }

    /** The operators of the others type the words that the returned node's operator reads. */
    private void confirm(String other, String node, String words) {
        await(
                () -> !command(other, KeyConfirmations.LOOK).path("waiting").isEmpty(),
                "the new keys of " + node + " at " + other);
        command(
                other,
                KeyConfirmations.CONFIRM,
                Json.MAPPER
                        .createObjectNode()
                        .put("node", node)
                        .put("words", words)
                        .put("reason", "gọi điện"));
    }

    /** The disk of a node breaks when others have sent to it and its software has not taken that. */
    private void lose(String node) {
        silence(node);
        leave(node);
        switchOff(node);
        traffic.flow(LETTERS);
        note("LOST_DISK", node);
        rejoin(node);
    }

    /** The commune becomes part of the district. */
    private void reform() {
        act(new MergeAgencies(List.of(code(COMMUNE)), code(DISTRICT), true, null), "sắp xếp đơn vị hành chính");
    }

    private static AgencyCode code(String node) {
        return PARTIES.stream()
                .filter(each -> each.node().equals(node))
                .map(each -> new AgencyCode(each.code()))
                .findFirst()
                .orElseThrow();
    }

    /** Two persons want a new authority; the nodes learn it from the directory and write it into their trust files. */
    private void renewAuthority() {
        String inUse = authority().getSerialNumber().toString(16);
        KeyNotes notes = new KeyNotes();
        AuditLog audit = new AuditLog(clock);
        DirectoryAct renewal = new DirectoryAct.RenewAuthority();
        province.hub().repositories().ledger().store("demo.ask", tx -> {
            notes.ask(tx, Purpose.AUTHORITY, inUse);
            audit.add(tx, DEMO, renewal.kind(), renewal.subject(), "gốc tin cậy sắp hết hạn", "");
        });
        for (String node : nodes.keySet()) {
            await(
                    () -> Trust.read(folder.trust(node)).anchors().size() > 1,
                    "the next authority in the trust file of " + node);
        }
        renewed = inUse;
        note(renewal.kind(), renewal.subject());
    }

    /** By now it certifies, and its own keys sign the directory and the time-stamps. */
    private void useAuthority() {
        await(() -> !authority().getSerialNumber().toString(16).equals(renewed), "the new authority in use");
        note("USE_AUTHORITY", "authority");
    }

    private X509Certificate authority() {
        Path hub = province.home(HUB);
        return KeyFiles.open(hub.resolve("authority.p12"), hub.resolve("pin"))
                .of(Purpose.AUTHORITY)
                .certificate();
    }

    private void renewProofs() {
        for (String home : List.of(HUB, OFFICE)) {
            JsonNode renewed = command(home, OperatorProofs.TASK);
            note("RENEW_PROOFS", home + " " + renewed.path("lists").asLong());
        }
    }

    private JsonNode command(String home, String task) {
        return command(home, task, Json.MAPPER.createObjectNode());
    }

    private JsonNode command(String home, String task, ObjectNode values) {
        try {
            OperatorCommand command = new OperatorCommand(province.home(home).resolve("data"), task, values);
            await(command::answered, task + " at " + home);
            return command.answer();
        } catch (IOException e) {
            throw new UncheckedIOException(home, e);
        }
    }

    private Node node(String node) {
        return Objects.requireNonNull(nodes.get(node), node);
    }

    private static void await(BooleanSupplier done, String what) {
        require(Polling.until(PATIENCE, done), what);
    }

    private static void require(boolean done, String what) {
        if (!done) {
            throw new IllegalStateException(what);
        }
    }

    /** The evidence of the letters that the first agency sent in its first year, as bundles of now. */
    List<Path> firstYear() {
        Instant end = birth.plus(Duration.ofDays(YEAR_DAYS));
        DemoSoftware office = traffic.software(OFFICE);
        Path bundles = folder.path().resolve("year-1");
        return traffic.of(OFFICE).stream()
                .filter(letter -> letter.at().isBefore(end) && letter.at().isBefore(month(1)))
                .filter(traffic::isDelivered)
                .map(letter -> folder.write(bundles.resolve(letter.id() + ".zip"), office.evidence(letter.id())))
                .toList();
    }

    /** The package that the first agency exported. */
    Path archived() {
        return Objects.requireNonNull(archived);
    }

    Path trust() {
        return folder.trust(OFFICE);
    }

    Instant now() {
        return clock.instant();
    }

    Instant birth() {
        return birth;
    }

    /** How often each had its keys renewed; a return with new keys is not counted. */
    Map<String, Integer> renewals() {
        return renewals;
    }

    List<LifeAct> acts() {
        return acts;
    }

    LifeTraffic traffic() {
        return traffic;
    }

    @Override
    public void close() {
        traffic.close();
        province.close();
    }
}
