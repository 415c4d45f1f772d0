package vn.antin.door.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.deliver.Contents;
import vn.antin.door.Bus;
import vn.antin.door.Caller;
import vn.antin.door.Language;
import vn.antin.door.LetterJson;
import vn.antin.door.http.Disposition;
import vn.antin.door.http.Download;
import vn.antin.door.pdf.ReceiptPdf;
import vn.antin.envelope.EnvelopeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.query.DocumentView;

/** Serves a document to the agencies that sent or received it; to all others it does not exist. */
@Path("/documents")
@Produces(MediaType.APPLICATION_JSON)
public final class DocumentResource {

    /** The timeline, oldest first. */
    record EventList(List<ResponseJson.EventJson> events) {}

    /** All reports on a document. */
    record ReportList(List<ResponseJson.ReportJson> reports) {}

    /** The receipts issued so far, in the order of the document's way. */
    record ReceiptList(List<ResponseJson.ReceiptJson> receipts) {}

    private final Bus bus;

    DocumentResource(Bus bus) {
        this.bus = bus;
    }

    @GET
    @Path("/{id}")
    public ResponseJson.DocumentJson document(@PathParam("id") String id, @Context SecurityContext security) {
        return bus.status(EnvelopeId.of(id), Caller.of(security).agencies())
                .map(status -> ResponseJson.document(status, bus.mode()))
                .orElseThrow(() -> bus.absent(EnvelopeId.of(id)));
    }

    /** The recipients' reports and the sender's requests for recall, oldest first. */
    @GET
    @Path("/{id}/status")
    public ReportList reports(@PathParam("id") String id, @Context SecurityContext security) {
        return new ReportList(bus.reports(view(id, security).id()).stream()
                .map(ResponseJson.ReportJson::of)
                .toList());
    }

    @GET
    @Path("/{id}/events")
    public EventList events(@PathParam("id") String id, @Context SecurityContext security) {
        return new EventList(bus.events(view(id, security).id()).stream()
                .map(ResponseJson::event)
                .toList());
    }

    @GET
    @Path("/{id}/receipts")
    public ReceiptList receipts(@PathParam("id") String id, @Context SecurityContext security) {
        EnvelopeId known = view(id, security).id();
        return new ReceiptList(ResponseJson.receipts(known, bus.receipts(known)));
    }

    /** The signed receipt, by its name in the list of receipts. */
    @GET
    @Path("/{id}/receipts/{receipt}")
    @Produces(MediaType.WILDCARD)
    public Response receipt(
            @PathParam("id") String id,
            @PathParam("receipt") String receipt,
            @Context SecurityContext security,
            @Context HttpHeaders asked) {
        EnvelopeId known = view(id, security).id();
        byte[] xml = bus.receipt(known, receipt).xml();
        return file(known + "." + receipt + ".xml", MediaType.APPLICATION_XML, xml, asked);
    }

    /** The receipt as a PDF for people; rendered for each call, so it supports no ranges. */
    @GET
    @Path("/{id}/receipts/{receipt}.pdf")
    @Produces(MediaType.WILDCARD)
    public Response paper(
            @PathParam("id") String id,
            @PathParam("receipt") String receipt,
            @QueryParam("lang") @Nullable String lang,
            @Context SecurityContext security,
            @Context HttpHeaders asked,
            @Context UriInfo here) {
        Language wanted = QueryParameters.one("lang", lang, Language.class);
        Language language =
                wanted == null ? Language.preferred(asked.getHeaderString(HttpHeaders.ACCEPT_LANGUAGE)) : wanted;
        DocumentView view = view(id, security);
        String xml = here.getAbsolutePath().toString().replaceFirst("\\.pdf$", "");
        byte[] pdf = ReceiptPdf.print(bus, view, receipt, new ReceiptPdf.Reader(language, xml, true));
        return Response.ok(pdf, ReceiptPdf.TYPE)
                .header(HttpHeaders.CONTENT_LANGUAGE, language.tag())
                .header(HttpHeaders.CONTENT_DISPOSITION, Disposition.attachment(view.id() + "." + receipt + ".pdf"))
                .build();
    }

    @GET
    @Path("/{id}/evidence.zip")
    @Produces(MediaType.WILDCARD)
    public Response evidence(
            @PathParam("id") String id, @Context SecurityContext security, @Context HttpHeaders asked) {
        EnvelopeId known = view(id, security).id();
        return file(known + ".zip", "application/zip", bus.evidence(known), asked);
    }

    @GET
    @Path("/{id}/edxml")
    @Produces(MediaType.WILDCARD)
    public Response edxml(@PathParam("id") String id, @Context SecurityContext security, @Context HttpHeaders asked) {
        EnvelopeId known = readable(id, security);
        return new Download(bus.edxml(known)).answer(asked);
    }

    /** The package as the JSON of a letter, which could be submitted again. */
    @GET
    @Path("/{id}/letter")
    public ObjectNode letter(@PathParam("id") String id, @Context SecurityContext security) {
        return LetterJson.of(bus.hollow(readable(id, security)));
    }

    @GET
    @Path("/{id}/parts/{number}")
    @Produces(MediaType.WILDCARD)
    public Response part(
            @PathParam("id") String id,
            @PathParam("number") String number,
            @Context SecurityContext security,
            @Context HttpHeaders asked) {
        EnvelopeId known = readable(id, security);
        // Part 0 is the inner manifest, which belongs to the node.
        if (!number.matches("[1-9]\\d{0,4}")) {
            throw new Refused(Fault.DOCUMENT_NOT_FOUND, known + ", part " + number);
        }
        return new Download(bus.part(known, Integer.parseInt(number))).answer(asked);
    }

    private static Response file(String name, String type, byte[] bytes, HttpHeaders asked) {
        return new Download(Contents.OpenedContent.of(name, type, bytes)).answer(asked);
    }

    /**
     * An agency that returned a document cannot read it any more, even where another agency of the node still has it.
     */
    private EnvelopeId readable(String id, SecurityContext security) {
        DocumentView view = view(id, security);
        if (view.givenBack()) {
            throw new Refused(Fault.CONTENT_REMOVED, id);
        }
        return view.id();
    }

    private DocumentView view(String id, SecurityContext security) {
        return bus.document(id, Caller.of(security).agencies());
    }
}
