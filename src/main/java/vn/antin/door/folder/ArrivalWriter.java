package vn.antin.door.folder;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.deliver.Contents;
import vn.antin.deliver.Offer;
import vn.antin.door.Bus;
import vn.antin.door.SafeName;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.InnerManifest;
import vn.antin.envelope.VietnamTime;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;

/**
 * Writes arrivals into {@code in/}. Each is staged in the folder; then the state records the intent, one rename
 * publishes it, and it is acknowledged. After a crash before the intent it is staged again; after it, the staging
 * folder shows whether the rename happened: an arrival missing there was published, even if it was taken away since.
 */
final class ArrivalWriter {

    private static final Logger log = LoggerFactory.getLogger(ArrivalWriter.class);

    private static final int AT_ONCE = 10;

    private final AgencyCode agency;
    private final AgencyFolder home;
    private final FolderState notebook;
    private final Bus bus;
    private final BooleanSupplier stopping;
    private final FolderCrashPoint step;
    private final Clock clock;
    private final Map<EnvelopeId, Offer> held = new LinkedHashMap<>();
    private final Map<EnvelopeId, FolderProblem> stuck = new LinkedHashMap<>();

    ArrivalWriter(FolderSettings settings, AgencyFolder home, FolderState notebook, Bus bus, TurnControl turn) {
        this.agency = settings.agency();
        this.home = home;
        this.notebook = notebook;
        this.bus = bus;
        this.stopping = turn.stopping();
        this.step = turn.step();
        this.clock = turn.clock();
    }

    /** One pass: held offers are tried again as long as their lease lasts. */
    void turn(FolderProblems troubles) {
        Instant now = clock.instant();
        held.values().removeIf(offer -> !offer.until().isAfter(now));
        if (held.size() < AT_ONCE) {
            bus.lease(bus.directory().codes(Set.of(agency)), AT_ONCE - held.size())
                    .forEach(offer -> held.put(offer.id(), offer));
        }
        if (held.size() < AT_ONCE) {
            // All that is due is held: a document that is missing was taken by another caller.
            stuck.keySet().retainAll(held.keySet());
        }
        for (Offer offer : List.copyOf(held.values())) {
            if (stopping.getAsBoolean()) {
                return;
            }
            attempt(offer);
        }
        stuck.values().forEach(troubles::add);
    }

    private void attempt(Offer offer) {
        String subject = "in/" + offer.id();
        try {
            deliver(offer);
            held.remove(offer.id());
            stuck.remove(offer.id());
        } catch (RuntimeException e) {
            FolderProblem trouble = FolderProblem.of(subject, e);
            if (trouble.fault() == Fault.LEASE_NOT_HELD) {
                // Offered again if nobody else took it; then the published arrival is acknowledged.
                held.remove(offer.id());
                stuck.remove(offer.id());
                return;
            }
            if (trouble.fault() == Fault.INSIDE && !stuck.containsKey(offer.id())) {
                log.error("{} does not get into the folder of {}", offer.id(), agency, e);
            }
            stuck.put(offer.id(), trouble);
        } catch (IOException e) {
            stuck.put(offer.id(), FolderProblem.of(subject, home.in(), e));
        }
    }

    private void deliver(Offer offer) throws IOException {
        EnvelopeId id = offer.id();
        step.at("leased");
        Path staged = home.staging().resolve(id.toString());
        Optional<String> promised = notebook.promised(id);
        String day = promised.orElse(
                LocalDate.ofInstant(clock.instant(), VietnamTime.ZONE).toString());
        Path date = home.in().resolve(day);
        Path shown = date.resolve(id.toString());
        if (promised.isEmpty()) {
            stage(offer, staged);
            step.at("staged");
            notebook.promise(id, day);
            step.at("promised");
        }
        if (!home.lacks(staged)) {
            home.real(date);
            home.move(staged, shown);
            step.at("shown");
        }
        bus.acknowledge(id, offer.recipient(), offer.lease(), "in/" + day + "/" + id);
        step.at("acknowledged");
        notebook.kept(id);
        log.info("{} handed over to {} in in/{}", id, agency, day);
    }

    private void stage(Offer offer, Path staged) throws IOException {
        AgencyFolder.clear(staged);
        Files.createDirectory(staged);
        List<ArrivalMetadata.ArrivedFile> files = new ArrayList<>();
        for (InnerManifest.Content part : offer.parts()) {
            String name = SafeName.of(part.number(), part.name());
            save(bus.part(offer.id(), part.number()), staged.resolve(name));
            files.add(ArrivalMetadata.ArrivedFile.of(part, name));
        }
        String edxml = offer.id() + ".edxml";
        save(bus.edxml(offer.id()), staged.resolve(edxml));
        AtomicFiles.whole(
                staged.resolve(EntrySnapshot.META),
                ArrivalMetadata.of(offer, bus.hollow(offer.id()), edxml, files).json());
        AtomicFiles.names(staged);
    }

    /** Writes and syncs a file. */
    private void save(Contents.OpenedContent opened, Path file) throws IOException {
        MessageDigest sha = Digest.newSha256();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                OutputStream out = new DigestOutputStream(new Stoppable(channel), sha)) {
            opened.body().write(0, opened.size(), out);
            channel.force(true);
        }
        if (!Digest.of(sha.digest()).equals(opened.digest()) || Files.size(file) != opened.size()) {
            throw new Refused(Fault.PART_DIGEST, opened.name());
        }
    }

    /** Aborts in the middle when the door closes: the lease brings the document back. */
    private final class Stoppable extends FilterOutputStream {

        Stoppable(FileChannel channel) {
            super(Channels.newOutputStream(channel));
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            if (stopping.getAsBoolean()) {
                throw new TryLater(Fault.STOPPING, agency.value());
            }
            out.write(bytes, from, count);
        }
    }
}
