package vn.antin.console;

import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import vn.antin.adapter.Core;
import vn.antin.directory.Agency;
import vn.antin.envelope.AgencyCode;
import vn.antin.ledger.AuditLog;
import vn.antin.ledger.Books;
import vn.antin.ledger.Register;

/** The pages of auditors: the register of receipts, and what is made of it. */
public final class AuditorPages {

    private final Books books;
    private final Core core;
    private final Register register;
    private final Supplier<Set<AgencyCode>> hosted;
    private final AuditLog audit;

    /**
     * Pages over this node.
     *
     * @param hosted the agencies whose documents are shown
     */
    public AuditorPages(Books books, Core core, Register register, Supplier<Set<AgencyCode>> hosted, AuditLog audit) {
        this.books = books;
        this.core = core;
        this.register = register;
        this.hosted = hosted;
        this.audit = audit;
    }

    /** Puts them where they belong. */
    public Console on(Console console) {
        Looks looks = new Looks(books.ledger(), audit);
        new RegisterPages(register, hosted, core.directory(), this::names, looks).on(console);
        return console.watched(looks::at);
    }

    private Names names() {
        return new Names(core.directory().get().agencies().stream()
                .collect(Collectors.toMap(Agency::code, Agency::name, (one, other) -> one)));
    }
}
