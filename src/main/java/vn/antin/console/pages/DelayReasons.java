package vn.antin.console.pages;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.antin.console.web.Names;
import vn.antin.console.web.PageModel;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.Direction;
import vn.antin.ledger.Outbox;
import vn.antin.ledger.Pauses;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.StoppedRoutes;
import vn.antin.ledger.query.DocumentView;
import vn.antin.ledger.query.DocumentView.CopyView;
import vn.antin.parts.RecipientLines;

/** Explains why the copies of a sent document have not arrived or were not answered, and what happens next. */
public final class DelayReasons {

    /** Most reasons shown for one document, worst first. */
    private static final int MOST = 20;

    /** States of a line that need attention. */
    private static final Set<String> BAD =
            Set.of("DOWN", "UNHEARD", "UNTAKEN", "UNREAD", "CLOCK", "BARRED", "RETURNING", "REVOKED");

    private static final Set<String> KNOWN = Set.of(
            "DOWN",
            "UNHEARD",
            "UNTAKEN",
            "UNREAD",
            "CLOCK",
            "STOPPED",
            "PAUSED",
            "BARRED",
            "RETURNING",
            "REVOKED",
            "NEVER",
            "BUSY",
            "GOOD");

    private final Repositories repositories;
    private final Function<EnvelopeId, Map<AgencyCode, RecipientLines.RecipientLine>> lines;

    /**
     * One reason.
     *
     * @param said sentence in the reader's language
     * @param contact the agency's contact; empty where nobody is to be called or none is known
     * @param bad whether somebody must act
     */
    public record Delay(String said, String contact, boolean bad) {}

    DelayReasons(Repositories repositories, Function<EnvelopeId, Map<AgencyCode, RecipientLines.RecipientLine>> lines) {
        this.repositories = repositories;
        this.lines = lines;
    }

    /**
     * The reasons, worst first; empty when the document waits for nothing.
     *
     * @param own the line of this node
     */
    List<Delay> of(DocumentView document, LineSummary own, Names names, PageModel v) {
        if (document.direction() != Direction.OUT) {
            return List.of();
        }
        List<Delay> all = new ArrayList<>();
        if (document.copies().stream()
                .anyMatch(copy -> copy.state() == CopyState.ACCEPTED || copy.state() == CopyState.SENDING)) {
            unsent(document.id(), own, v, all);
        }
        List<CopyView> away =
                document.copies().stream().filter(DelayReasons::away).toList();
        if (away.isEmpty()) {
            return all;
        }
        if (!own.up()) {
            all.add(new Delay(v.say("delay.own.AWAY", v.time(own.since())), "", true));
            return all;
        }
        Map<AgencyCode, RecipientLines.RecipientLine> known = lines.apply(document.id());
        Map<AgencyCode, Long> waiting = repositories.ledger().read(repositories.copies()::underwayByAgency);
        away.stream()
                .map(copy -> away(copy, known.get(copy.agency()), waiting.getOrDefault(copy.agency(), 0L), names, v))
                .sorted(Comparator.comparing(Delay::bad).reversed())
                .limit(MOST)
                .forEach(all::add);
        return all;
    }

    /** Whether the copy has left this node and an arrival or a late answer is still to come. */
    private static boolean away(CopyView copy) {
        return switch (copy.state()) {
            case SENT, RELAYED -> true;
            case CONSIGNED, HANDED_OVER -> copy.overdue();
            default -> false;
        };
    }

    private void unsent(EnvelopeId id, LineSummary own, PageModel v, List<Delay> all) {
        Outbox.OutboxPosition place = repositories
                .ledger()
                .read(tx -> repositories.outbox().position(tx, id))
                .orElse(null);
        if (place == null
                || repositories.ledger().read(tx -> repositories.outbox().held(tx, id))) {
            return; // leaving now, or held: the form that releases it says so
        }
        String before = v.number(place.before());
        List<Pauses.PausedNode> paused = repositories.ledger().read(Pauses::all);
        List<StoppedRoutes.StoppedRoute> stopped = repositories.ledger().read(StoppedRoutes::all).stream()
                .filter(route -> route.route().equals("dispatch"))
                .toList();
        if (!paused.isEmpty()) {
            Pauses.PausedNode one = paused.get(0);
            all.add(new Delay(v.say("delay.own.PAUSED", one.who(), v.time(one.since())), "", true));
        } else if (!stopped.isEmpty()) {
            StoppedRoutes.StoppedRoute one = stopped.get(0);
            all.add(new Delay(v.say("delay.own.STOPPED", one.who(), v.time(one.since())), "", true));
        } else if (!own.up()) {
            all.add(new Delay(v.say("delay.own.DOWN", v.time(own.since()), before), "", true));
        } else {
            String key = place.attempts() > 0 && place.next().isAfter(v.now()) ? "delay.own.LATER" : "delay.own.QUEUED";
            all.add(new Delay(v.say(key, before, v.time(place.next())), "", false));
        }
    }

    private static Delay away(
            CopyView copy, RecipientLines.@Nullable RecipientLine line, long waiting, Names names, PageModel v) {
        String agency = names.of(copy.agency());
        String contact = line == null ? "" : line.contact();
        if (copy.state() == CopyState.CONSIGNED || copy.state() == CopyState.HANDED_OVER) {
            return new Delay(v.say("delay." + copy.state().name(), agency), contact, true);
        }
        String state = line == null ? "UNKNOWN" : KNOWN.contains(line.state()) ? line.state() : "OTHER";
        boolean fine = state.equals("GOOD") || state.equals("BUSY");
        if (fine && copy.overdue()) {
            return new Delay(v.say("delay.LATE", agency), contact, true);
        }
        Instant since = line == null ? null : line.since();
        String said = v.say("delay." + state, agency, since == null ? "–" : v.time(since), v.number(waiting));
        return new Delay(said, fine ? "" : contact, BAD.contains(state) || copy.overdue());
    }
}
