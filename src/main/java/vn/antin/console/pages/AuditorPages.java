package vn.antin.console.pages;

import java.util.Collection;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import vn.antin.console.web.Console;
import vn.antin.console.web.Names;
import vn.antin.console.web.ViewAudit;
import vn.antin.door.Bus;
import vn.antin.door.Errors;
import vn.antin.envelope.AgencyCode;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.people.AuditLog;
import vn.antin.ledger.query.Months;
import vn.antin.ledger.query.RandomSample;
import vn.antin.ledger.query.Register;
import vn.antin.receipt.Audit;

/** The pages of auditors: the register of receipts and its exports. */
public final class AuditorPages {

    private final Repositories repositories;
    private final Bus bus;
    private final Register register;
    private final RandomSample sampling;
    private final Supplier<Set<AgencyCode>> hosted;
    private final AuditLog audit;
    private final Supplier<Audit> judge;
    private final BadReceipts kept;
    private final Function<Set<Long>, ? extends Collection<byte[]>> directories;
    private final Errors errors;

    /** The register of receipts and its random samples. */
    public record Records(Register register, RandomSample sampling) {}

    /**
     * The verification of receipts.
     *
     * @param audit verifies uploaded receipts
     * @param bad finds invalid receipts among the stored ones
     * @param directories the sealed editions of these serials, as far as stored, and the newest
     */
    public record ReceiptChecks(
            Supplier<Audit> audit, BadReceipts bad, Function<Set<Long>, ? extends Collection<byte[]>> directories) {}

    /**
     * Builds the pages of this node.
     *
     * @param hosted the agencies whose documents are shown
     */
    public AuditorPages(
            PageServices services, Bus bus, Records records, Supplier<Set<AgencyCode>> hosted, ReceiptChecks checks) {
        this.repositories = services.repositories();
        this.bus = bus;
        this.register = records.register();
        this.sampling = records.sampling();
        this.hosted = hosted;
        this.audit = services.audit();
        this.judge = checks.audit();
        this.kept = checks.bad();
        this.directories = checks.directories();
        this.errors = services.errors();
    }

    public Console on(Console console) {
        ViewAudit viewAudit = new ViewAudit(repositories.ledger(), audit);
        new RegisterPages(register, hosted, bus::directory, this::names, kept, viewAudit).on(console);
        new VerifyPages(judge, directories, errors, viewAudit).on(console);
        new MonthPages(new Months(repositories.ledger()), hosted, this::names, viewAudit).on(console);
        new SamplePages(sampling, hosted, this::names, viewAudit).on(console);
        return console.watched(viewAudit::at);
    }

    private Names names() {
        return Names.in(bus.directory());
    }
}
