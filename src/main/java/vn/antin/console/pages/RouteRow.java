package vn.antin.console.pages;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.ledger.StoppedRoutes.StoppedRoute;

/**
 * A route as a page shows it.
 *
 * @param failure last failure, in the reader's language; may be empty
 * @param code of that failure
 * @param steps the drawing as text
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
        List<StepText> steps) {

    /**
     * A step as text.
     *
     * @param depth number of enclosing branches
     * @param when condition of the branch that it begins; null for none
     * @param kind identifier of the program
     */
    public record StepText(int depth, @Nullable String when, String kind, String text) {}

    public boolean stands() {
        return run.state() != RunningRoutes.RouteState.STARTED;
    }
}
