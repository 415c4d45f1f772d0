package vn.antin.node;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Directory;
import vn.antin.door.BusQueries;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.Feed;
import vn.antin.ledger.query.DocumentLine;
import vn.antin.ledger.query.ListFilter;
import vn.antin.ledger.query.Lists;
import vn.antin.receipt.KnownDirectories;

/** Answers the doors' lookups from the node's ledger. */
public final class NodeBusQueries implements BusQueries {

    private final Lists lists;
    private final Feed feed;
    private final KnownDirectories directories;

    public NodeBusQueries(Lists lists, Feed feed, KnownDirectories directories) {
        this.lists = lists;
        this.feed = feed;
        this.directories = directories;
    }

    @Override
    public NodeId node() {
        return feed.node();
    }

    @Override
    public DocumentLine.DocumentPage page(ListFilter filter, DocumentLine.@Nullable PagePosition after, int limit) {
        return lists.page(filter, after, limit);
    }

    @Override
    public OptionalLong count(ListFilter filter) {
        return lists.count(filter);
    }

    @Override
    public Feed.Slice events(long after, Set<AgencyCode> agencies, Set<String> whats, int limit) {
        return feed.after(after, agencies, whats, limit);
    }

    @Override
    public long lastEvent() {
        return feed.last();
    }

    @Override
    public Optional<Directory> directory(long serial) {
        return directories.serial(serial);
    }
}
