package vn.antin.console.pages;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.ledger.StoppedRoutes.StoppedRoute;

/**
 * A route as a page shows it.
 *
 * @param failure what failed last, in the reader's words; empty when nothing did
 * @param code of that failure
 * @param steps the same as the drawing, to read
 */
public record RouteRow(
        String id,
        String file,
        RunningRoutes.Run run,
        RouteRule rule,
        @Nullable StoppedRoute stopped,
        String failure,
        String code,
        Drawing drawing,
        List<Told> steps) {

    /**
     * A step to read.
     *
     * @param depth how many branches it stands in
     * @param when of the branch that begins with it; null when none does
     * @param kind a name of the program
     */
    public record Told(int depth, @Nullable String when, String kind, String text) {}

    public boolean stands() {
        return run.state() != RunningRoutes.RouteState.STARTED;
    }
}
