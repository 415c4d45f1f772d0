package vn.antin.console.pages;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.Names;
import vn.antin.console.web.RequestContext;
import vn.antin.door.Bus;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Direction;
import vn.antin.ledger.query.DocumentView;
import vn.antin.submit.Acceptance;
import vn.antin.submit.Forwarding;
import vn.antin.submit.Submission;

/**
 * Actions on a document that an agency of this node sent: take it back, send it on. The audit row is written first, so
 * that no action is without one; each is idempotent.
 */
final class SenderPages {

    private final Bus bus;
    private final PageServices services;
    private final Supplier<Set<AgencyCode>> hosted;

    SenderPages(PageServices services, Bus bus, Supplier<Set<AgencyCode>> hosted) {
        this.services = services;
        this.bus = bus;
        this.hosted = hosted;
    }

    Console on(Console console) {
        return console.does("take-back", (context, rest) -> takeBack(context))
                .does("send-on", (context, rest) -> sendOn(context));
    }

    /** Takes back a document that has not left; else asks its recipients, each of whom may refuse. */
    private void takeBack(RequestContext context) {
        context.needs(Action.TAKE_BACK);
        DocumentView document = sent(context);
        String reason = context.reason();
        EnvelopeId id = document.id();
        note(context, "TAKE_BACK", id, reason, "");
        Acceptance unused = bus.submit(new Submission.RecallSubmission(
                document.sender(),
                "take-back-" + Digest.sha256((id + reason).getBytes(StandardCharsets.UTF_8)),
                id,
                bus.header(id),
                reason,
                document.recipients(),
                List.of()));
        context.redirect(Console.HOME + "/document/" + id);
    }

    private void sendOn(RequestContext context) {
        context.needs(Action.SEND_ON);
        DocumentView document = sent(context);
        String named = Names.in(bus.directory()).written(context.field("to").strip());
        AgencyCode to = DocumentPages.agency(named);
        if (to == null) {
            throw new Refused(Fault.FIELD_INVALID, "to", named);
        }
        String reason = context.reason();
        note(context, "SEND_ON", document.id(), reason, to.value());
        Acceptance acceptance = bus.forward(new Forwarding.ForwardRequest(document, List.of(to)));
        context.redirect(Console.HOME + "/document/" + acceptance.id());
    }

    private DocumentView sent(RequestContext context) {
        String id = context.field("document");
        return bus.document(NodePages.id(id), hosted.get())
                .filter(SenderPages::may)
                .orElseThrow(() -> new Refused(Fault.DOCUMENT_NOT_FOUND, id));
    }

    /** Excludes reports and recalls, which are documents without a number of their own. */
    static boolean may(DocumentView document) {
        return document.direction() == Direction.OUT && document.documentId() != null;
    }

    private void note(RequestContext context, String deed, EnvelopeId id, String reason, String more) {
        services.ledger()
                .store("console.sender", tx -> services.logAction(tx, context, deed, id.toString(), reason, more));
    }
}
