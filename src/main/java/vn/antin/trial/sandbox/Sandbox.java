package vn.antin.trial.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import vn.antin.cli.Polling;
import vn.antin.cli.Rest;
import vn.antin.directory.Agency;
import vn.antin.door.Language;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Mode;
import vn.antin.fault.AlarmSubject;
import vn.antin.ledger.Timeline;
import vn.antin.node.Node;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.trial.Province;
import vn.antin.trial.demo.DemoFolder;
import vn.antin.trial.line.SimulatedLine;

/** Runs a test hub, the vendor's node and the node of all test agencies, in one folder and one process. */
final class Sandbox implements AutoCloseable {

    /** The vendor's node, and that of the test agencies. */
    static final String VENDOR = "nha-phat-trien";

    static final String AGENCIES = "co-quan-thu";
    private static final String LIST = "/config/sandbox-agencies.csv";

    /**
     * Delays of the test agencies.
     *
     * @param slow each step of SLOW; shorter than a lease (5 minutes)
     * @param overdue until a document that SILENT does not take is overdue; a tenth of it for an urgent one
     * @param pause before RECALL asks for its document back
     */
    record SandboxTimes(Duration slow, Duration overdue, Duration pause) {}

    private final DemoFolder folder;
    private final Province province;
    private final SimulatedLine vendorLine = new SimulatedLine();
    private final SimulatedLine agenciesLine = new SimulatedLine();
    private final Node vendorNode;
    private final Node agenciesNode;
    private final Rest vendorRest;
    private final Behaviours behaviours;
    private final Consumer<Refusals> refused;

    /**
     * Starts everything; resumes what was there before.
     *
     * @param refused told when the vendor's node has refused a document of BADSIG
     */
    Sandbox(DemoFolder folder, SandboxTimes pace, Language language, Consumer<Refusals> refused) {
        this.refused = refused;
        this.folder = folder;
        this.province = new Province(
                folder.path(), agencies(folder.path()), Mode.TEST, KeyAlgorithm.EC_P256, Clock.systemUTC());
        try {
            province.join(VENDOR, List.of(TestAgencies.VENDOR), times(pace.overdue()));
            province.join(
                    AGENCIES,
                    Arrays.stream(TestAgencies.values()).map(TestAgencies::code).toList(),
                    "");
            this.vendorNode = province.start(VENDOR, vendorLine);
            this.agenciesNode = province.start(AGENCIES, agenciesLine);
            Polling.until(() -> vendorNode.greeted()
                    && agenciesNode.greeted()
                    && vendorNode.directory().get().serial()
                            == agenciesNode.directory().get().serial());
            this.vendorRest = Rest.of(folder.config(VENDOR), language);
            this.behaviours = new Behaviours(
                    Rest.of(folder.config(AGENCIES), language), pace.slow(), pace.pause(), this::badSeal);
        } catch (RuntimeException e) {
            province.close();
            throw e;
        }
    }

    private static Path agencies(Path folder) {
        Path file = folder.resolve("agencies.csv");
        try (InputStream in = Sandbox.class.getResourceAsStream(LIST)) {
            if (in == null) {
                throw new IllegalStateException(LIST + " is missing");
            }
            return Files.write(file, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    /** Deadlines short enough for a person to wait for. */
    private static String times(Duration overdue) {
        return "# So that what nobody takes is overdue soon.\ntimes: { consigned: %1$s, handedOver: %1$s, urgent: %2$s }\n"
                .formatted(overdue, overdue.dividedBy(10));
    }

    /** Sends the vendor a document whose seal does not verify; no event reports the refusal. */
    void badSeal(String to) {
        int before = refusals().times();
        new BadSeal(province, agenciesNode.repositories(), behaviours.of(TestAgencies.BADSIG)).send(to, VENDOR);
        if (Polling.until(() -> refusals().times() > before)) {
            refused.accept(refusals());
        }
    }

    /** The number of messages that the vendor's node refused, and the code of the last one. */
    Refusals refusals() {
        List<Timeline.Alarm> alarms =
                vendorNode
                        .repositories()
                        .ledger()
                        .read(vendorNode.repositories().timeline()::alarms)
                        .stream()
                        .filter(alarm ->
                                AlarmSubject.deadLetterSender(alarm.subject()).isPresent())
                        .toList();
        return new Refusals(
                alarms.stream().mapToInt(Timeline.Alarm::times).sum(),
                alarms.isEmpty() ? "" : alarms.get(alarms.size() - 1).code());
    }

    /** Refused messages whose sender cannot be told. */
    record Refusals(int times, String code) {}

    AgencySoftware vendor() {
        return new AgencySoftware(vendorRest, TestAgencies.VENDOR);
    }

    Behaviours behaviours() {
        return behaviours;
    }

    SimulatedLine vendorLine() {
        return vendorLine;
    }

    SimulatedLine agenciesLine() {
        return agenciesLine;
    }

    DemoFolder folder() {
        return folder;
    }

    /** The agency's name, which describes its behaviour. */
    String name(AgencyCode code) {
        return vendorNode.directory().get().agency(code).map(Agency::name).orElse(code.value());
    }

    /** The address of the vendor's REST interface. */
    String base() {
        return vendorRest.base();
    }

    @Override
    public void close() {
        behaviours.close();
        province.close();
    }
}
