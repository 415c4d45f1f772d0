package vn.antin.console;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who has logged in.
 *
 * @param content until when content is shown to somebody whose role alone does not show it; null without such a grant
 */
public record Visitor(String name, Role role, @Nullable Instant content) {

    public boolean may(Action action) {
        return role.may(action) || (content != null && (action == Action.SEE_CONTENT || action == Action.SEE_REASONS));
    }
}
