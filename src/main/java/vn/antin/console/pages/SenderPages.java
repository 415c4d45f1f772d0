package vn.antin.console.pages;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.Names;
import vn.antin.console.web.Visit;
import vn.antin.door.Core;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Books;
import vn.antin.ledger.people.AuditLog;
import vn.antin.ledger.query.DocumentView;
import vn.antin.ledger.query.DocumentView.Direction;
import vn.antin.submit.Acceptance;
import vn.antin.submit.Forwarding;
import vn.antin.submit.Submission;

/**
 * What people do with a document that an agency of this node has sent: take it back, send it on to another agency. The
 * audit row is written first, so that no deed is without one; a repeat does nothing more.
 */
final class SenderPages {

    private final Core core;
    private final Books books;
    private final AuditLog audit;
    private final Supplier<Set<AgencyCode>> hosted;

    SenderPages(Core core, Books books, AuditLog audit, Supplier<Set<AgencyCode>> hosted) {
        this.core = core;
        this.books = books;
        this.audit = audit;
        this.hosted = hosted;
    }

    Console on(Console console) {
        return console.does("take-back", (visit, rest) -> takeBack(visit))
                .does("send-on", (visit, rest) -> sendOn(visit));
    }

    /** Ended here when it has not left; else its recipients are asked, each of whom may refuse. */
    private void takeBack(Visit visit) {
        visit.needs(Action.TAKE_BACK);
        DocumentView document = sent(visit);
        String reason = visit.reason();
        EnvelopeId id = document.id();
        note(visit, "TAKE_BACK", id, reason, "");
        Acceptance unused = core.submit()
                .apply(new Submission.Recall(
                        document.sender(),
                        "take-back-" + Digest.sha256((id + reason).getBytes(StandardCharsets.UTF_8)),
                        id,
                        core.header().apply(id),
                        reason,
                        document.recipients(),
                        List.of()));
        visit.go(Console.HOME + "/document/" + id);
    }

    private void sendOn(Visit visit) {
        visit.needs(Action.SEND_ON);
        DocumentView document = sent(visit);
        String named =
                Names.in(core.directory().get()).written(visit.field("to").strip());
        AgencyCode to = DocumentPages.agency(named);
        if (to == null) {
            throw new Refused(Fault.FIELD_INVALID, "to", named);
        }
        String reason = visit.reason();
        note(visit, "SEND_ON", document.id(), reason, to.value());
        Acceptance acceptance = core.forward().apply(new Forwarding.Request(document, List.of(to)));
        visit.go(Console.HOME + "/document/" + acceptance.id());
    }

    private DocumentView sent(Visit visit) {
        String id = visit.field("document");
        return core.document()
                .apply(NodePages.id(id), hosted.get())
                .filter(SenderPages::may)
                .orElseThrow(() -> new Refused(Fault.DOCUMENT_NOT_FOUND, id));
    }

    /** Reports and recalls are documents, too, and have no number of their own. */
    static boolean may(DocumentView document) {
        return document.direction() == Direction.OUT && document.documentId() != null;
    }

    private void note(Visit visit, String deed, EnvelopeId id, String reason, String more) {
        books.ledger()
                .store("console.sender", tx -> audit.add(tx, visit.who().by(), deed, id.toString(), reason, more));
    }
}
