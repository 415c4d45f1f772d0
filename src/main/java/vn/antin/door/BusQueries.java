package vn.antin.door;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Directory;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.Feed;
import vn.antin.ledger.query.DocumentLine;
import vn.antin.ledger.query.ListFilter;
import vn.antin.ledger.query.Lists;

/**
 * What a door looks up in the ledger for its callers, besides {@link Bus}: lists of documents, the feed of events
 * and earlier directories.
 */
public interface BusQueries {

    /** The node whose ledger it is. */
    NodeId node();

    /** {@link Lists#page}. */
    DocumentLine.DocumentPage page(ListFilter filter, DocumentLine.@Nullable PagePosition after, int limit);

    /** {@link Lists#count}. */
    OptionalLong count(ListFilter filter);

    /** {@link Feed#after}. */
    Feed.Slice events(long after, Set<AgencyCode> agencies, Set<String> whats, int limit);

    /** {@link Feed#last}. */
    long lastEvent();

    /** The directory of a serial, if it is kept. */
    Optional<Directory> directory(long serial);
}
