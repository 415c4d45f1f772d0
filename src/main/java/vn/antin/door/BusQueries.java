package vn.antin.door;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
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
 *
 * @param node whose ledger it is
 * @param editions the directory of a serial, if it is kept
 */
public record BusQueries(
        NodeId node,
        Pages pages,
        Function<ListFilter, OptionalLong> count,
        Following feed,
        LongSupplier lastEvent,
        LongFunction<Optional<Directory>> editions) {

    /** {@link Lists#page}. */
    @FunctionalInterface
    public interface Pages {
        DocumentLine.DocumentPage page(ListFilter filter, DocumentLine.@Nullable PagePosition after, int limit);
    }

    /** {@link Feed#after}. */
    @FunctionalInterface
    public interface Following {
        Feed.Slice after(long number, Set<AgencyCode> agencies, Set<String> whats, int limit);
    }

    /** The real ones. */
    public static BusQueries of(Lists lists, Feed feed, LongFunction<Optional<Directory>> editions) {
        return new BusQueries(feed.node(), lists::page, lists::count, feed::after, feed::last, editions);
    }
}
