package vn.antin.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Party;
import vn.antin.fault.Fault;
import vn.antin.ledger.Contacts;
import vn.antin.ledger.Documents;
import vn.antin.ledger.Repositories;
import vn.antin.node.broker.AllowedPeers;
import vn.antin.parts.HubParts;
import vn.antin.relay.LineRow;
import vn.antin.relay.NodeLines;
import vn.antin.seal.SealedEnvelope;

/**
 * How the lines to the recipients of a document stand, for the node that sent it: GET of the document's id, one line of
 * text for each agency: {@code CODE STATE SINCE CONTACT}, where SINCE is {@code -} when it is not known and CONTACT, whom to
 * call, may be empty. It tells no numbers: what waits for an agency is nobody else's business.
 */
final class LinesEndpoint extends HttpServlet {

    static final String PATH = HubParts.LINES + "*";

    private static final long serialVersionUID = 1L;
    private static final Pattern DOCUMENT = Pattern.compile("/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})");

    private final transient AllowedPeers peers;
    private final transient Repositories repositories;
    private final transient NodeLines lines;

    LinesEndpoint(AllowedPeers peers, Repositories repositories, NodeLines lines) {
        this.peers = peers;
        this.repositories = repositories;
        this.lines = lines;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<NodeId> caller = PartsEndpoint.caller(request, peers);
        if (caller.isEmpty()) {
            PartsEndpoint.refuse(response, 403, Fault.NODE_UNKNOWN);
            return;
        }
        Matcher id = DOCUMENT.matcher(String.valueOf(request.getPathInfo()));
        Optional<Envelope> sent = id.matches() ? sent(EnvelopeId.of(id.group(1)), caller.get()) : Optional.empty();
        if (sent.isEmpty()) {
            PartsEndpoint.refuse(response, 404, Fault.DOCUMENT_NOT_FOUND);
            return;
        }
        byte[] answer = told(sent.get()).getBytes(UTF_8);
        response.setContentType("text/plain;charset=utf-8");
        response.setContentLength(answer.length);
        response.getOutputStream().write(answer);
    }

    private Optional<Envelope> sent(EnvelopeId id, NodeId by) {
        return repositories
                .ledger()
                .read(tx -> repositories.documents().find(tx, id))
                .map(Documents.StoredDocument::envelope)
                .map(bytes -> SealedEnvelope.open(bytes).envelope())
                .filter(envelope -> envelope.sender().node().equals(by));
    }

    private String told(Envelope envelope) {
        Map<AgencyCode, LineRow> rows = lines.rows().stream()
                .collect(Collectors.toMap(row -> row.agency().code(), Function.identity(), (one, other) -> one));
        return repositories
                .ledger()
                .read(tx -> envelope.recipients().stream()
                        .map(Party::agency)
                        .flatMap(agency -> Optional.ofNullable(rows.get(agency)).stream()
                                .map(row -> told(
                                        agency, row, Contacts.of(tx, agency).orElse(""))))
                        .collect(Collectors.joining()));
    }

    private static String told(AgencyCode agency, LineRow row, String contact) {
        @Nullable Instant since = row.since();
        String state = row.why().isEmpty() ? row.state().name() : row.why();
        return agency.value() + " " + state + " " + (since == null ? "-" : since) + " " + contact + "\n";
    }
}
