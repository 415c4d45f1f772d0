package vn.antin.console.pages;

import java.util.Collection;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import vn.antin.console.web.Console;
import vn.antin.console.web.Names;
import vn.antin.console.web.ViewAudit;
import vn.antin.door.Bus;
import vn.antin.envelope.AgencyCode;
import vn.antin.ledger.query.Months;
import vn.antin.ledger.query.RandomSample;
import vn.antin.ledger.query.Register;
import vn.antin.receipt.Audit;
import vn.antin.receipt.RenewedProofs;

/** The pages of auditors: the register of receipts and its exports. */
public final class AuditorPages {

    private final PageServices services;
    private final Bus bus;
    private final Records records;
    private final Supplier<Set<AgencyCode>> hosted;
    private final ReceiptChecks checks;

    /** The register of receipts and its random samples. */
    public record Records(Register register, RandomSample sampling) {}

    /**
     * The verification of receipts.
     *
     * @param audit verifies uploaded receipts
     * @param bad finds invalid receipts among the stored ones
     * @param directories the sealed editions of these serials, as far as stored, and the newest
     * @param renewed the renewed proofs of this ledger
     */
    public record ReceiptChecks(
            Supplier<Audit> audit,
            BadReceipts bad,
            Function<Set<Long>, ? extends Collection<byte[]>> directories,
            RenewedProofs renewed) {}

    /**
     * Builds the pages of this node.
     *
     * @param hosted the agencies whose documents are shown
     */
    public AuditorPages(
            PageServices services, Bus bus, Records records, Supplier<Set<AgencyCode>> hosted, ReceiptChecks checks) {
        this.services = services;
        this.bus = bus;
        this.records = records;
        this.hosted = hosted;
        this.checks = checks;
    }

    public Console on(Console console) {
        ViewAudit viewAudit = new ViewAudit(services.ledger(), services.audit());
        new RegisterPages(records.register(), hosted, bus::directory, this::names, checks.bad(), viewAudit).on(console);
        new VerifyPages(checks, services.errors(), viewAudit).on(console);
        new MonthPages(new Months(services.ledger()), hosted, this::names, viewAudit).on(console);
        new SamplePages(records.sampling(), hosted, this::names, viewAudit).on(console);
        return console.watched(viewAudit::at);
    }

    private Names names() {
        return Names.in(bus.directory());
    }
}
