package vn.antin.door.soap;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.antin.deliver.Contents;
import vn.antin.directory.Directory;
import vn.antin.door.Agencies;
import vn.antin.door.Bus;
import vn.antin.door.Caller;
import vn.antin.door.DoorLimits;
import vn.antin.door.JsonFields;
import vn.antin.door.LetterJson;
import vn.antin.envelope.EnvelopeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.query.DocumentView;
import vn.antin.xml.documents.ConfirmReceived;
import vn.antin.xml.documents.ConfirmReceivedResponse;
import vn.antin.xml.documents.File;
import vn.antin.xml.documents.GetDocument;
import vn.antin.xml.documents.GetDocumentResponse;
import vn.antin.xml.documents.GetReceipts;
import vn.antin.xml.documents.GetReceiptsResponse;
import vn.antin.xml.documents.GetStatus;
import vn.antin.xml.documents.GetStatusResponse;
import vn.antin.xml.documents.ListAgencies;
import vn.antin.xml.documents.ListAgenciesResponse;
import vn.antin.xml.documents.ListPending;
import vn.antin.xml.documents.ListPendingResponse;

/** Answers the inbox, the state of a document, and the list of agencies. */
final class SoapQueries {

    /** Bound of the loop over a document's files; no document has more. */
    private static final int MOST_FILES = 1_000;

    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,4}");
    private static final Set<String> OUTCOMES = Set.of("RECEIVED", "RETURNED", "REFUSED");
    private static final Set<String> INCLUSIONS = Set.of("FILES", "PACKAGE", "NONE");

    private final Bus bus;
    private final DoorLimits limits;
    private final Clock clock;

    SoapQueries(Bus bus, DoorLimits limits, Clock clock) {
        this.bus = bus;
        this.limits = limits;
        this.clock = clock;
    }

    /** A document exists only for its sender and its recipients. */
    static DocumentView view(Bus bus, @Nullable String id, Caller caller) {
        if (id == null) {
            throw new Refused(Fault.FIELD_MISSING, "id");
        }
        return bus.document(id.strip(), caller.agencies());
    }

    ListPendingResponse pending(ListPending request, Caller caller) {
        JsonFields fields = new SoapFields().with("limit", request.getLimit()).read();
        Integer limit = fields.as("limit", 6, text -> number("limit", text, DoorLimits.MOST_OFFERS));
        fields.refuse();
        ListPendingResponse answer = new ListPendingResponse();
        bus.lease(caller.agencies(), limit == null ? 20 : limit)
                .forEach(offer -> answer.getDocument().add(SoapResponses.pending(offer)));
        return answer;
    }

    private static int number(String name, String text, int most) {
        int number = NUMBER.matcher(text).matches() ? Integer.parseInt(text) : 0;
        if (number < 1 || number > most) {
            throw new Refused(Fault.FIELD_INVALID, name, text + " (1–" + most + ")");
        }
        return number;
    }

    GetDocumentResponse document(GetDocument request, Caller caller, boolean inParts) {
        JsonFields fields = new SoapFields()
                .with("include", request.getInclude())
                .with("file", request.getFile())
                .read();
        String include = fields.as("include", 20, text -> one("include", text, INCLUSIONS));
        Set<Integer> wanted = request.getFile().isEmpty()
                ? Set.of()
                : new HashSet<>(fields.list("file", 6, text -> number("file", text, MOST_FILES)));
        fields.refuse();
        DocumentView view = view(bus, request.getId(), caller);
        if (view.givenBack()) {
            throw new Refused(Fault.CONTENT_REMOVED, view.id().toString());
        }
        GetDocumentResponse answer = new GetDocumentResponse();
        answer.setDocument(SoapResponses.document(view, bus.reports(view.id())));
        answer.setLetter(LetterXml.said(LetterJson.of(bus.hollow(view.id()))));
        Budget budget = new Budget(inParts ? Long.MAX_VALUE : limits.packageBytes());
        if ("PACKAGE".equals(include)) {
            Contents.OpenedContent edxml = bus.edxml(view.id());
            File whole = SoapResponses.file(0, edxml);
            whole.setContent(budget.spend(edxml));
            answer.setPackage(whole);
        } else {
            boolean contents = !"NONE".equals(include);
            answer.getFile().addAll(files(view.id(), contents, wanted, budget));
        }
        return answer;
    }

    private List<File> files(EnvelopeId id, boolean contents, Set<Integer> wanted, Budget budget) {
        List<File> files = new ArrayList<>();
        for (int number = 1; number <= MOST_FILES; number++) {
            Optional<Contents.OpenedContent> opened = part(id, number);
            if (opened.isEmpty()) {
                break;
            }
            File file = SoapResponses.file(number, opened.get());
            if (contents && (wanted.isEmpty() || wanted.contains(number))) {
                file.setContent(budget.spend(opened.get()));
            }
            files.add(file);
        }
        wanted.stream().filter(number -> number > files.size()).forEach(number -> {
            throw new Refused(Fault.DOCUMENT_NOT_FOUND, id + ", part " + number);
        });
        return files;
    }

    private Optional<Contents.OpenedContent> part(EnvelopeId id, int number) {
        try {
            return Optional.of(bus.part(id, number));
        } catch (Refused e) {
            if (e.fault() != Fault.DOCUMENT_NOT_FOUND) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** Bytes that may still be inlined in the XML, which is built in memory. */
    private static final class Budget {

        private final long most;
        private long spent;

        Budget(long most) {
            this.most = most;
        }

        StreamedContent spend(Contents.OpenedContent opened) {
            spent += opened.size();
            if (spent > most) {
                throw new Refused(Fault.TOO_LARGE, Long.toString(spent), Long.toString(most));
            }
            return new StreamedContent(opened);
        }
    }

    /** Acknowledges or returns a document. Idempotent. */
    ConfirmReceivedResponse confirm(ConfirmReceived request, Caller caller) {
        JsonFields fields = new SoapFields()
                .with("lease", request.getLease())
                .with("outcome", request.getOutcome())
                .with("by", request.getBy())
                .with("reason", request.getReason())
                .read();
        UUID lease = fields.as("lease", 36, UUID::fromString);
        String outcome = fields.as("outcome", 20, text -> one("outcome", text, OUTCOMES));
        String by = fields.text("by", 100);
        String reason = fields.text("reason", 500);
        if (lease == null) {
            fields.required("lease", 36);
        }
        fields.refuse();
        UUID held = lease == null ? new UUID(0, 0) : lease;
        if (request.getId() == null) {
            throw new Refused(Fault.FIELD_MISSING, "id");
        }
        EnvelopeId id = EnvelopeId.of(request.getId().strip());
        if (outcome == null || outcome.equals("RECEIVED")) {
            caller.asLeaseholder(agency -> bus.acknowledge(id, agency, held, by == null ? agency.value() : by));
        } else if (reason == null) {
            throw new Refused(Fault.REASON_MISSING);
        } else {
            boolean last = outcome.equals("REFUSED");
            caller.asLeaseholder(agency -> bus.giveBack(id, agency, held, reason, last));
        }
        ConfirmReceivedResponse answer = new ConfirmReceivedResponse();
        answer.setId(id.toString());
        return answer;
    }

    private static String one(String name, String text, Set<String> known) {
        if (!known.contains(text)) {
            throw new Refused(Fault.FIELD_INVALID, name, text);
        }
        return text;
    }

    GetStatusResponse status(GetStatus request, Caller caller) {
        DocumentView view = view(bus, request.getId(), caller);
        GetStatusResponse answer = new GetStatusResponse();
        answer.setDocument(SoapResponses.document(view, bus.reports(view.id())));
        bus.events(view.id()).forEach(event -> answer.getEvent().add(SoapResponses.event(event)));
        return answer;
    }

    GetReceiptsResponse receipts(GetReceipts request, Caller caller) {
        DocumentView view = view(bus, request.getId(), caller);
        GetReceiptsResponse answer = new GetReceiptsResponse();
        bus.receipts(view.id()).forEach(line -> answer.getReceipt().add(SoapResponses.receipt(line)));
        if (Boolean.TRUE.equals(request.isEvidence())) {
            answer.setEvidence(StreamedContent.of(bus.evidence(view.id()), "application/zip"));
        }
        return answer;
    }

    ListAgenciesResponse agencies(ListAgencies request) {
        Directory directory = bus.directory();
        ListAgenciesResponse answer = new ListAgenciesResponse();
        answer.setSerial(directory.serial());
        boolean changed = !Long.toString(directory.serial()).equals(request.getKnownSerial());
        answer.setChanged(changed);
        if (changed) {
            Agencies.of(directory, request.getWords(), clock.instant())
                    .agencies()
                    .forEach(agency -> answer.getAgency().add(SoapResponses.agency(agency)));
        }
        return answer;
    }
}
