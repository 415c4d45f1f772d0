package vn.antin.door.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.antin.door.Cursor;
import vn.antin.envelope.AgencyCode;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.query.DocumentLine;
import vn.antin.ledger.query.DocumentView;

/** The JSON of a list of documents. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DocumentListJson(
        List<ListedDocument> documents, @Nullable String next) {

    /** One document; its own address has the recipients and the state of each copy. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ListedDocument(
            String id,
            String direction,
            String sender,
            List<String> to,
            int recipients,
            @Nullable String documentId,
            @Nullable String subject,
            String urgency,
            String operation,
            Instant created,
            Instant expires,
            Instant stored,
            CopyState state,
            Map<CopyState, Integer> states,
            boolean overdue,
            Map<String, String> links) {

        static ListedDocument of(DocumentLine line) {
            return new ListedDocument(
                    line.id().toString(),
                    line.direction().name(),
                    line.sender().value(),
                    line.to().stream().map(AgencyCode::value).toList(),
                    line.states().values().stream().mapToInt(Integer::intValue).sum(),
                    line.documentId(),
                    line.subject(),
                    line.urgency().name(),
                    line.operation().name(),
                    line.created(),
                    line.expires(),
                    line.stored(),
                    DocumentView.state(line.states().keySet()),
                    line.states(),
                    line.overdue(),
                    Map.of("self", ResponseJson.at(line.id())));
        }
    }

    static DocumentListJson of(DocumentLine.DocumentPage page) {
        DocumentLine.PagePosition next = page.next();
        return new DocumentListJson(
                page.lines().stream().map(ListedDocument::of).toList(), next == null ? null : Cursor.of(next));
    }
}
