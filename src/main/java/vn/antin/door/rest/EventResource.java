package vn.antin.door.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import vn.antin.door.BusQueries;
import vn.antin.door.Caller;
import vn.antin.door.DoorLimits;
import vn.antin.envelope.AgencyCode;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Feed;

/**
 * Serves the feed of events of the caller's documents in one gapless order; a caller resumes after the last number it
 * has.
 */
@Path("/events")
@Produces(CloudEvent.BATCH)
public final class EventResource {

    static final int MOST = 500;
    private static final int USUAL = 100;

    /** Reads of the ledger for one call before it answers with nothing. */
    private static final int LOOKS = 10;

    private final BusQueries queries;
    private final EventSubscribers followers;
    private final Semaphore places;

    EventResource(BusQueries queries, EventSubscribers followers, int most) {
        this.queries = queries;
        this.followers = followers;
        this.places = new Semaphore(most);
    }

    /** Answers at once if there is an event; else waits as long as asked, without holding a thread. */
    @GET
    public void events(
            @QueryParam("after") @Nullable String after,
            @QueryParam("types") @Nullable String types,
            @QueryParam("wait") @Nullable String wait,
            @QueryParam("limit") @Nullable String limit,
            @Context UriInfo asked,
            @Context SecurityContext security,
            @Suspended AsyncResponse answer) {
        int seconds = QueryParameters.number("wait", wait, 0, 0, DoorLimits.LONGEST_WAIT_SECONDS);
        Poll poll = new Poll(
                Caller.of(security).agencies(),
                EventTypes.wanted(types),
                QueryParameters.number("limit", limit, USUAL, 1, MOST),
                NextPageLink.of(asked, "after"),
                answer,
                number(queries, after));
        if (poll.news() || seconds == 0) {
            poll.answer();
        } else if (!places.tryAcquire()) {
            throw new Refused(Fault.TOO_MANY_REQUESTS);
        } else {
            wait(poll, Duration.ofSeconds(seconds));
        }
    }

    private void wait(Poll poll, Duration time) {
        try {
            followers.join(poll);
            followers.later(time, () -> followers.leave(poll, new TimedOutException()));
        } catch (RuntimeException e) {
            if (poll.gone()) {
                throw e;
            }
        }
    }

    /**
     * The number to resume after: 0 for the beginning, or the newest. A number that was never given out belongs to
     * another ledger, such as one before a restore: resuming there would skip events.
     */
    static long number(BusQueries queries, @Nullable String after) {
        if (after == null || after.isBlank()) {
            return 0;
        }
        long last = queries.lastEvent();
        if (after.equals("latest")) {
            return last;
        }
        long number = after.matches("\\d{1,18}") ? Long.parseLong(after) : Long.MAX_VALUE;
        if (number > last) {
            throw new Refused(Fault.FIELD_INVALID, "after", after + " (0–" + last + ")");
        }
        return number;
    }

    /** Signals that the time is over without an event. */
    private static final class TimedOutException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TimedOutException() {
            super("nothing happened", null, false, false);
        }
    }

    /**
     * One waiting call. Only its caller's thread touches it before it waits, only the subscribers' thread afterwards.
     */
    private final class Poll implements EventSubscribers.EventSubscriber {

        private final Set<AgencyCode> agencies;
        private final Set<String> whats;
        private final int limit;
        private final NextPageLink next;
        private final AsyncResponse response;
        private long after;
        private List<Feed.FeedEntry> entries = List.of();
        private boolean gone;

        Poll(
                Set<AgencyCode> agencies,
                Set<String> whats,
                int limit,
                NextPageLink next,
                AsyncResponse response,
                long after) {
            this.agencies = agencies;
            this.whats = whats;
            this.limit = limit;
            this.next = next;
            this.response = response;
            this.after = after;
        }

        boolean news() {
            for (int i = 0; i < LOOKS; i++) {
                Feed.Slice slice = queries.events(after, agencies, whats, limit);
                after = slice.upTo();
                entries = slice.entries();
                if (!entries.isEmpty() || !slice.more()) {
                    break;
                }
            }
            return !entries.isEmpty();
        }

        void answer() {
            response.resume(Response.ok(CloudEvent.of(queries.node(), entries))
                    .header(HttpHeaders.LINK, next.link(Long.toString(after)))
                    .build());
        }

        @Override
        public boolean look() {
            if (!news()) {
                return true;
            }
            gone();
            answer();
            return false;
        }

        @Override
        public void leave(RuntimeException why) {
            gone();
            if (why instanceof TimedOutException) {
                answer();
            } else {
                response.resume(why);
            }
        }

        /** Releases its place; true the first time only. */
        synchronized boolean gone() {
            boolean first = !gone;
            gone = true;
            if (first) {
                places.release();
            }
            return first;
        }
    }
}
