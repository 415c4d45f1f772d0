package vn.antin.node;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.antin.console.login.Door;
import vn.antin.console.login.PeopleSettings;
import vn.antin.console.login.Vouching;
import vn.antin.console.pages.AlertPages;
import vn.antin.console.pages.AuditorPages;
import vn.antin.console.pages.BackupPages;
import vn.antin.console.pages.BadReceipts;
import vn.antin.console.pages.Charts;
import vn.antin.console.pages.DiagnosisPages;
import vn.antin.console.pages.Flow;
import vn.antin.console.pages.GuidePages;
import vn.antin.console.pages.HubPages;
import vn.antin.console.pages.Line;
import vn.antin.console.pages.Machine;
import vn.antin.console.pages.MachinePages;
import vn.antin.console.pages.MendPages;
import vn.antin.console.pages.Mender;
import vn.antin.console.pages.NodePages;
import vn.antin.console.pages.OfficePages;
import vn.antin.console.pages.Queues;
import vn.antin.console.pages.RoutePages;
import vn.antin.console.web.Console;
import vn.antin.console.web.Hints;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.door.Core;
import vn.antin.door.Errors;
import vn.antin.door.Lookups;
import vn.antin.door.http.HttpDoor;
import vn.antin.door.pdf.PdfSeal;
import vn.antin.envelope.AgencyCode;
import vn.antin.ledger.Books;
import vn.antin.ledger.Directories;
import vn.antin.ledger.Heartbeats;
import vn.antin.ledger.Pauses;
import vn.antin.ledger.StoppedRoutes;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.people.Approvals;
import vn.antin.ledger.people.AuditLog;
import vn.antin.ledger.people.People;
import vn.antin.ledger.query.Register;
import vn.antin.ledger.query.Sampling;
import vn.antin.ledger.query.Situations;
import vn.antin.ledger.query.Views;
import vn.antin.node.broker.LineState;
import vn.antin.observe.Alerts;
import vn.antin.observe.Observatory;
import vn.antin.parts.RecipientLines;
import vn.antin.receipt.Audit;
import vn.antin.receipt.ReceiptVerifier;
import vn.antin.relay.Lines;
import vn.antin.seal.timestamp.TimeStamps;

/** Puts the console behind the door of a node, and leaves the first link where only its administrator reads it. */
final class Consoles {

    private final Books books;
    private final Door door;
    private final People people;
    private final AuditLog audit;
    private final Errors errors;
    private final Clock clock;
    private final Hints hints;
    private final PdfSeal seal;
    private final LoginLinks links;
    private @Nullable Directories directories;

    Consoles(Books books, PeopleSettings settings, PdfSeal seal, Errors errors, Clock clock) {
        this.books = books.forPeople();
        this.seal = seal;
        this.people = new People(clock);
        this.audit = new AuditLog(clock);
        Vouching vouching = Vouched.by(settings, this.books, people, audit, clock);
        this.door = new Door(this.books.ledger(), people, audit, vouching, clock);
        this.links = new LoginLinks(door);
        this.errors = errors;
        this.clock = clock;
        this.hints = new Hints(clock.instant().getEpochSecond());
        books.ledger().onWake(what -> hints.happened());
    }

    AuditLog audit() {
        return audit;
    }

    /** Something that pages show has changed and is not in the ledger. */
    void changed() {
        hints.happened();
    }

    /** The pages of a node. */
    void node(
            HttpDoor at,
            Supplier<String> house,
            Core core,
            Lookups lookups,
            Supplier<LineState> line,
            RecipientLines recipients,
            Supplier<Boolean> greeted,
            Supplier<Set<AgencyCode>> hosted,
            Mender mender,
            Flow flow,
            Observatory observatory,
            Alerts alerts,
            Machine machine,
            Keeping keeping,
            Supplier<byte[]> diagnosis) {
        Console console = new Console(books.log().self(), house, door, errors, clock).sealing(seal);
        Supplier<Line> told = () -> {
            LineState state = line.get();
            return new Line(state.up(), state.since(), state.trouble().name(), greeted.get());
        };
        Charts charts = new Charts(books.ledger(), false, clock);
        new NodePages(
                        core,
                        lookups,
                        new Situations(books),
                        books,
                        audit,
                        told,
                        recipients::of,
                        hosted,
                        errors,
                        charts,
                        observatory)
                .on(console);
        new MendPages(
                        books,
                        audit,
                        new Pauses(clock),
                        new Approvals(clock),
                        people,
                        mender,
                        named -> Pauses.ALL,
                        () -> {})
                .on(console);
        new OfficePages(books, door, people, audit, core.directory()).on(console);
        auditors(core, hosted).on(console);
        new AlertPages(books.ledger(), observatory, node -> Optional.empty(), alerts, audit, errors, clock).on(console);
        new MachinePages(books.ledger(), observatory, machine).onNode(console);
        routes(flow, Node.ROUTES).on(console);
        backups(keeping, observatory).on(console);
        new DiagnosisPages(books.ledger(), diagnosis, audit).on(console);
        new GuidePages(books.log().self(), keeping.backups()).on(console);
        at.addServlet(Console.PATH, console.hearing(hints)).onClose(this::close);
    }

    /** The pages of a hub. */
    void hub(
            HttpDoor at,
            Lines lines,
            Heartbeats heartbeats,
            Queues queues,
            Supplier<Directory> directory,
            Mender mender,
            Flow flow,
            Observatory observatory,
            Alerts alerts,
            Machine machine,
            Keeping keeping,
            Supplier<byte[]> diagnosis) {
        Console console =
                new Console(books.log().self(), () -> directory.get().province(), door, errors, clock).sealing(seal);
        lines.onChange(hints::happened);
        Charts charts = new Charts(books.ledger(), true, clock);
        new HubPages(books, lines, heartbeats, queues, directory, errors, charts, audit, observatory).on(console);
        new MendPages(
                        books,
                        audit,
                        new Pauses(clock),
                        new Approvals(clock),
                        people,
                        mender,
                        named -> HubPages.node(lines, named),
                        lines::look)
                .on(console);
        new OfficePages(books, door, people, audit, directory).on(console);
        new AlertPages(books.ledger(), observatory, node -> first(directory.get(), node), alerts, audit, errors, clock)
                .on(console);
        new MachinePages(books.ledger(), observatory, machine).on(console);
        routes(flow, Hub.ROUTES).on(console);
        backups(keeping, observatory).on(console);
        new DiagnosisPages(books.ledger(), diagnosis, audit).on(console);
        at.addServlet(Console.PATH, console.hearing(hints)).onClose(this::close);
    }

    private static Optional<Agency> first(Directory directory, String node) {
        return directory.agencies().stream()
                .filter(agency -> agency.node() != null && agency.node().value().equals(node))
                .findFirst();
    }

    private BackupPages backups(Keeping keeping, Observatory observatory) {
        return new BackupPages(books.ledger(), keeping.backups(), keeping.nightly(), observatory, audit, errors);
    }

    private RoutePages routes(Flow flow, List<String> files) {
        return new RoutePages(books.ledger(), audit, new StoppedRoutes(clock), flow, files, errors);
    }

    /** Which routes somebody has stopped. */
    static Set<String> stopped(Ledger ledger) {
        return ledger.read(StoppedRoutes::all).stream()
                .map(StoppedRoutes.Stopped::route)
                .collect(Collectors.toSet());
    }

    /** With what receipts that somebody brings are judged by. */
    Consoles judging(Directories by) {
        directories = by;
        return this;
    }

    private AuditorPages auditors(Core core, Supplier<Set<AgencyCode>> hosted) {
        return new AuditorPages(
                books,
                core,
                new Register(books.ledger(), TimeStamps::time),
                new Sampling(books.ledger(), TimeStamps::time),
                hosted,
                audit,
                () -> new Audit(directories == null ? null : directories.trust(), clock.instant()),
                bad(),
                this::sealed,
                errors);
    }

    private BadReceipts bad() {
        Directories by = Objects.requireNonNull(directories, "a node judges by its directories");
        return new BadReceipts(new Views(books, TimeStamps::time)::attested, new ReceiptVerifier(by.trust(), by));
    }

    /** As the bundle of a document has them: those that the evidence names, and the newest. */
    private List<byte[]> sealed(Set<Long> serials) {
        Directories kept = directories;
        if (kept == null) {
            return List.of();
        }
        Set<Long> wanted = new TreeSet<>(serials);
        wanted.add(kept.current().serial());
        List<byte[]> found = new ArrayList<>();
        wanted.forEach(serial -> kept.sealed(serial).ifPresent(found::add));
        return found;
    }

    private void close() {
        links.close();
        hints.close();
    }

    /** Once the port is known: links for those who choose a password. */
    void invite(Path data, String host, int port) {
        links.start(data, host, port);
    }
}
