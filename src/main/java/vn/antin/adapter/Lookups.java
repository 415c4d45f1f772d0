package vn.antin.adapter;

import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.DocumentLine;
import vn.antin.ledger.Feed;
import vn.antin.ledger.ListFilter;
import vn.antin.ledger.Lists;

/**
 * What a door looks up in the ledger for its callers, besides {@link Core}: lists of documents and the feed of events.
 *
 * @param node whose ledger it is
 */
public record Lookups(
        NodeId node, Pages pages, Function<ListFilter, OptionalLong> count, Following feed, LongSupplier lastEvent) {

    /** {@link Lists#page}. */
    @FunctionalInterface
    public interface Pages {
        DocumentLine.Page page(ListFilter filter, DocumentLine.@Nullable Place after, int limit);
    }

    /** {@link Feed#after}. */
    @FunctionalInterface
    public interface Following {
        Feed.Slice after(long number, Set<AgencyCode> agencies, Set<String> whats, int limit);
    }

    /** The real ones. */
    public static Lookups of(Lists lists, Feed feed) {
        return new Lookups(feed.node(), lists::page, lists::count, feed::after, feed::last);
    }
}
