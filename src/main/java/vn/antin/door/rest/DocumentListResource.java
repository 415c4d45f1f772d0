package vn.antin.door.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.door.BusQueries;
import vn.antin.door.Caller;
import vn.antin.door.Cursor;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Operation;
import vn.antin.envelope.Urgency;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.Direction;
import vn.antin.ledger.query.ListFilter;

/** Lists the documents that the caller's agencies sent or received. */
@Path("/documents")
@Produces(MediaType.APPLICATION_JSON)
public final class DocumentListResource {

    static final int MOST = 200;
    private static final int USUAL = 50;
    private static final int LONGEST_TEXT = 250;
    private static final int LONGEST_CURSOR = 200;

    private final BusQueries queries;
    private final Supplier<Directory> directory;

    DocumentListResource(BusQueries queries, Supplier<Directory> directory) {
        this.queries = queries;
        this.directory = directory;
    }

    /** Newest first. A cursor stays valid when new documents arrive. */
    @GET
    public Response list(
            @QueryParam("direction") @Nullable String direction,
            @QueryParam("state") @Nullable String state,
            @QueryParam("counterparty") @Nullable String counterparty,
            @QueryParam("urgency") @Nullable String urgency,
            @QueryParam("operation") @Nullable String operation,
            @QueryParam("number") @Nullable String number,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("q") @Nullable String words,
            @QueryParam("hasReceipt") @Nullable String hasReceipt,
            @QueryParam("overdue") @Nullable String overdue,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("count") @Nullable String count,
            @Context UriInfo asked,
            @Context SecurityContext security) {
        ListFilter filter = new ListFilter(
                Caller.of(security).agencies(),
                QueryParameters.one("direction", direction, Direction.class),
                QueryParameters.one("state", state, CopyState.class),
                counterparty == null ? null : today(new AgencyCode(counterparty.strip())),
                QueryParameters.one("urgency", urgency, Urgency.class),
                QueryParameters.one("operation", operation, Operation.class),
                QueryParameters.text("number", number, LONGEST_TEXT),
                QueryParameters.time("from", from, false),
                QueryParameters.time("to", to, true),
                QueryParameters.text("q", words, LONGEST_TEXT),
                QueryParameters.flag("hasReceipt", hasReceipt),
                QueryParameters.flag("overdue", overdue));
        int atMost = QueryParameters.number("limit", limit, USUAL, 1, MOST);
        boolean counted = Boolean.TRUE.equals(QueryParameters.flag("count", count));
        DocumentListJson page = DocumentListJson.of(
                queries.page(filter, Cursor.read(QueryParameters.text("cursor", cursor, LONGEST_CURSOR)), atMost));
        Response.ResponseBuilder answer = Response.ok(page);
        String next = page.next();
        if (next != null) {
            answer.header(HttpHeaders.LINK, NextPageLink.of(asked, "cursor").link(next));
        }
        if (counted) {
            queries.count(filter).ifPresent(all -> answer.header("X-Total-Count", all));
        }
        return answer.build();
    }

    /** The current code of an agency that is named by an older one. */
    private AgencyCode today(AgencyCode code) {
        return directory.get().agency(code).map(Agency::code).orElse(code);
    }
}
