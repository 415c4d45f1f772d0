package vn.antin.console.pages;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.Names;
import vn.antin.console.web.PageModel;
import vn.antin.console.web.RequestContext;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.door.Bus;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.PlainText;
import vn.antin.ledger.DocumentNumbers;
import vn.antin.ledger.EvidenceStore;
import vn.antin.ledger.Relayed;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.query.DocumentLine;
import vn.antin.ledger.query.Lists;

/**
 * The search box of every page: documents by number, id or the id of an evidence; agencies by name or code. A single
 * result opens directly; results that the person's role may not see are left out.
 */
final class SearchPages {

    private static final int ROWS = 50;
    private static final int AGENCIES = 20;
    private static final int SHORTEST_NAME = 2;

    /** Most documents with one number whose notation is compared. */
    private static final int NUMBERED = 1_000;

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern EVIDENCE = Pattern.compile("[0-9a-f]{64}");

    private final Supplier<Directory> directory;
    private final DocumentMatches documents;
    private final boolean hub;

    /** Finds the documents that a text may mean. */
    @FunctionalInterface
    private interface DocumentMatches {
        SearchResult find(String text);
    }

    /**
     * The result of a search.
     *
     * @param id the one document at a hub, whose lists differ from a node's; empty when there is none
     */
    private record SearchResult(List<DocumentLine> lines, Optional<EnvelopeId> id) {

        static final SearchResult NOTHING = new SearchResult(List.of(), Optional.empty());
    }

    private SearchPages(Supplier<Directory> directory, DocumentMatches documents, boolean hub) {
        this.directory = directory;
        this.documents = documents;
        this.hub = hub;
    }

    static SearchPages node(Ledger ledger, Bus bus, Supplier<Set<AgencyCode>> hosted) {
        Lists lists = new Lists(ledger);
        return new SearchPages(
                bus::directory,
                text -> {
                    List<EnvelopeId> ids = named(ledger, text)
                            .map(List::of)
                            .orElseGet(() -> SoughtNumber.of(text).stream()
                                    .flatMap(sought -> numbered(ledger, sought))
                                    .toList());
                    return ids.isEmpty()
                            ? SearchResult.NOTHING
                            : new SearchResult(lists.those(hosted.get(), ids, ROWS), Optional.empty());
                },
                false);
    }

    /** Searches the documents a hub has relayed; their numbers are encrypted. */
    static SearchPages hub(Ledger ledger, Relayed relayed, Supplier<Directory> directory) {
        return new SearchPages(
                directory,
                text -> new SearchResult(
                        List.of(),
                        named(ledger, text)
                                .filter(id ->
                                        ledger.read(tx -> relayed.find(tx, id)).isPresent())),
                true);
    }

    /** Finds a document by its id anywhere in the text, or by the id of an evidence about it. */
    private static Optional<EnvelopeId> named(Ledger ledger, String text) {
        String plain = PlainText.of(text);
        Matcher evidence = EVIDENCE.matcher(plain);
        if (evidence.find()) {
            return ledger.read(tx -> EvidenceStore.documentOf(tx, Digest.ofHex(evidence.group())));
        }
        Matcher id = ID.matcher(plain);
        return id.find() ? Optional.of(EnvelopeId.of(id.group())) : Optional.empty();
    }

    private static Stream<EnvelopeId> numbered(Ledger ledger, SoughtNumber sought) {
        return ledger.read(tx -> DocumentNumbers.of(tx, sought.numbers(), NUMBERED)).stream()
                .filter(one -> sought.means(one.serial()))
                .map(DocumentNumbers.NumberedDocument::document);
    }

    void on(Console console) {
        console.at("search", (context, rest) -> search(context));
    }

    private void search(RequestContext context) throws IOException {
        context.needs(Action.SEE_OVERVIEW);
        PageModel v = context.view();
        String q = context.field("q");
        SearchResult found = q.isEmpty() || !v.may(Action.SEE_DOCUMENTS) ? SearchResult.NOTHING : documents.find(q);
        List<Agency> agencies = q.length() < SHORTEST_NAME ? List.of() : agencies(q);
        int all = found.lines().size() + agencies.size() + (found.id().isPresent() ? 1 : 0);
        if (all == 1 && lead(context, found, agencies)) {
            return;
        }
        Map<String, Object> model = new HashMap<>();
        model.put("q", q);
        model.put("hub", hub);
        model.put("lines", found.lines());
        model.put("number", SoughtNumber.of(q).isPresent());
        model.put("agencies", agencies);
        model.put("names", Names.in(directory.get()));
        context.page("search", model);
    }

    /** Redirects to the only result; false when it has no page for this person. */
    private boolean lead(RequestContext context, SearchResult found, List<Agency> agencies) {
        Optional<Object> document = Stream.concat(found.lines().stream().map(DocumentLine::id), found.id().stream())
                .findFirst()
                .map(Object.class::cast);
        if (document.isPresent()) {
            context.redirect(Console.HOME + "/document/" + document.get());
            return true;
        }
        if (hub && context.view().may(Action.SEE_OPERATIONS)) {
            context.redirect(Console.HOME + "/line/" + agencies.get(0).code());
            return true;
        }
        return false;
    }

    /** Agencies whose code begins with the text, or whose name contains each word, ignoring accents. */
    private List<Agency> agencies(String q) {
        String plain = PlainText.of(q);
        String[] words = plain.split("\\s+");
        return directory.get().agencies().stream()
                .filter(agency -> Stream.concat(Stream.of(agency.code()), agency.aliases().stream())
                                .anyMatch(code -> PlainText.of(code.value()).startsWith(plain))
                        || holds(PlainText.of(agency.name()), words))
                .limit(AGENCIES)
                .toList();
    }

    private static boolean holds(String name, String[] words) {
        return Arrays.stream(words).allMatch(name::contains);
    }
}
