package vn.antin.node;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.archive.ArchiveExport;
import vn.antin.archive.RetentionRun;
import vn.antin.deliver.Contents;
import vn.antin.deliver.EvidenceExport;
import vn.antin.deliver.InboxLeases;
import vn.antin.dispatch.Dispatcher;
import vn.antin.door.Bus;
import vn.antin.envelope.Digest;
import vn.antin.fault.TryLater;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.query.Views;
import vn.antin.log.HubPublisher;
import vn.antin.log.Issuer;
import vn.antin.log.ProofRenewal;
import vn.antin.log.Sequencer;
import vn.antin.node.config.Config;
import vn.antin.node.config.KeyFiles;
import vn.antin.node.join.NodeKeyRollover;
import vn.antin.parts.PartsCollector;
import vn.antin.parts.RemoteProgress;
import vn.antin.parts.TransferView;
import vn.antin.receipt.BundleMaker;
import vn.antin.receipt.ReceiptVerifier;
import vn.antin.receive.EnvelopeOpener;
import vn.antin.receive.Reception;
import vn.antin.seal.Sealer;
import vn.antin.seal.pki.Keys;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.timestamp.TimeStamps;
import vn.antin.settle.Deadlines;
import vn.antin.settle.NodeHandshake;
import vn.antin.settle.OtherHub;
import vn.antin.settle.OwnEntry;
import vn.antin.settle.Settlement;
import vn.antin.submit.EnvelopeBuilder;
import vn.antin.submit.Intake;
import vn.antin.submit.RecipientKeys;

/** The stops of a node: those that its doors call ({@link #bus}) and those that its routes call ({@link #beans}). */
final class NodeStops {

    private static final Logger log = LoggerFactory.getLogger(NodeStops.class);

    private final Storage storage;
    private final Config config;
    private final Repositories repositories;
    private final DirectoryEditions directories;
    private final Clock clock;
    private final Keys keys;
    private final HubLink link;
    private final NodeKeyRollover rollover;
    private final Sealer sealer;
    private final Issuer issuer;

    NodeStops(Storage storage, Keys keys, HubLink link, NodeKeyRollover rollover) {
        this.storage = storage;
        this.config = storage.config();
        this.repositories = storage.repositories();
        this.directories = storage.directories();
        this.clock = storage.clock();
        this.keys = keys;
        this.link = link;
        OwnEntry entry = new OwnEntry(
                config.node(),
                repositories,
                directories,
                certificate -> ours(certificate) || rollover.hasMade(certificate));
        directories.onChange((before, fresh) -> entry.look());
        entry.look();
        this.rollover = rollover;
        this.sealer = KeyFiles.sealer(() -> keys.of(Purpose.SEAL), config.seal(), clock);
        this.issuer = new Issuer(
                config.node(),
                repositories.evidence(),
                () -> directories.current().serial(),
                link.session()::offsetMillis,
                clock);
    }

    /** Whether this node holds the key of a certificate. */
    private boolean ours(X509Certificate certificate) {
        return Stream.of(Purpose.SEAL, Purpose.ENCRYPTION, Purpose.CONNECTION)
                .flatMap(purpose -> keys.all(purpose).stream())
                .map(key -> key.certificate().getPublicKey())
                .anyMatch(certificate.getPublicKey()::equals);
    }

    /** What the doors call. */
    Bus bus(RemoteProgress remote) {
        Contents contents = contents();
        Views views = new Views(repositories, TimeStamps::time);
        return new NodeBus(
                intake(),
                new InboxLeases(
                        repositories,
                        contents,
                        issuer,
                        config.times().lease(),
                        config.times().retry()),
                new NodeBus.Readers(
                        views,
                        new TransferView(repositories, link.progress(), remote),
                        contents,
                        new EvidenceExport(repositories, views, contents, directories, maker(), clock)),
                directories,
                KeyFiles.paper(keys, clock),
                config.mode());
    }

    /** Its bundles get their time-stamp from the hub; those made while the line is down are without. */
    private BundleMaker maker() {
        return new BundleMaker(config.node(), sealer, this::stamp);
    }

    private Optional<byte[]> stamp(Digest sealed) {
        if (!link.connections().state().up()) {
            return Optional.empty();
        }
        try {
            return Optional.of(link.parts().timeStamp(sealed));
        } catch (TryLater later) {
            log.warn("a bundle or package has no time-stamp: {}", later.getMessage());
            return Optional.empty();
        }
    }

    private Contents contents() {
        return new Contents(config.node(), keys, repositories, storage.parts());
    }

    /** What exports documents to archive packages. */
    ArchiveExport archive() {
        Contents contents = contents();
        Views views = new Views(repositories, TimeStamps::time);
        // The package is sealed and time-stamped as a whole, and not each of its thousands of bundles.
        BundleMaker unstamped = new BundleMaker(config.node(), sealer, digest -> Optional.empty());
        return new ArchiveExport(
                repositories,
                new ArchiveExport.ArchiveSources(
                        contents,
                        new EvidenceExport(repositories, views, contents, directories, unstamped, clock),
                        directories),
                new ArchiveExport.ArchiveOrigin(
                        config.node(),
                        ObserveModule.version(),
                        config.data(),
                        config.limits().freeBytes()),
                sealer,
                this::stamp,
                clock);
    }

    private Intake intake() {
        Config.Limits limits = config.limits();
        Config.Times times = config.times();
        return new Intake(
                repositories,
                directories,
                issuer,
                new EnvelopeBuilder(
                        config.node(),
                        sealer,
                        keys,
                        new RecipientKeys(repositories.keyChanges(), directories.trust()),
                        storage.parts(),
                        limits.inlineBytes(),
                        config.mode()),
                storage.parts(),
                new Intake.IntakeSettings(
                        new Intake.IntakeLimits(
                                limits.packageBytes(),
                                config.signatures(),
                                limits.inlineBytes(),
                                limits.parts(),
                                limits.recipients(),
                                limits.storeBytes()),
                        new Intake.IntakeTimes(times.expires(), times.relayed(), times.urgent())),
                clock);
    }

    /** What the routes call, by the names in the route files. */
    Map<String, Object> beans() {
        Config.Times times = config.times();
        Reception reception = reception();
        Map<String, Object> beans = new HashMap<>();
        beans.put("dispatcher", new Dispatcher(repositories, times.retry(), clock));
        beans.put("reception", reception);
        beans.put("partsCollector", new PartsCollector(repositories, storage.parts(), times.parts(), clock));
        beans.put("retention", new RetentionRun(repositories, storage.retention(), clock));
        beans.put(
                "failures",
                new RouteFailures(
                        repositories,
                        (sender, message, why) -> reception.abandon(message, why),
                        times.deadLetters(),
                        clock));
        beans.put(
                "settlement",
                new Settlement(
                        repositories,
                        new ReceiptVerifier(directories.trust(), directories),
                        link.session(),
                        new Settlement.ReceiptTimes(times.consigned(), times.handedOver(), times.urgent()),
                        clock));
        beans.put("deadlines", new Deadlines(repositories, issuer, clock));
        beans.put("resends", intake().lostKeyResends());
        repositories.keyChanges().onOtherProvince(new OtherHub(repositories, clock)::arrive);
        beans.put(
                "handshake",
                new NodeHandshake(
                                config.node(),
                                repositories,
                                directories,
                                link.session(),
                                new HeartbeatSource(
                                        storage.ledger(), link.session(), keys, link.connections()::place, clock),
                                link.parts()::directory,
                                clock)
                        .renewing(rollover));
        beans.put("rollover", rollover);
        beans.put("sequencer", sequencer());
        beans.put("proofRenewal", new ProofRenewal(repositories, directories, link.parts()::timeStamp, clock));
        return beans;
    }

    private Reception reception() {
        return new Reception(
                repositories,
                directories,
                issuer,
                new EnvelopeOpener(config.node(), keys, storage.parts()),
                link.session(),
                config.mode(),
                clock);
    }

    private Sequencer sequencer() {
        return new Sequencer(
                repositories,
                sealer,
                null,
                new HubPublisher(repositories.outbox(), repositories.evidence()),
                link.session()::good,
                clock);
    }
}
