package vn.antin.door;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Refused;

/** The caller must change the JSON; carries every violation with the member it concerns. */
public final class ValidationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** One violation; the JSON pointer (RFC 6901) names the member. */
    public record Violation(@Nullable String pointer, Refused refused) {}

    private final transient List<Violation> flaws;

    public ValidationException(List<Violation> flaws) {
        super(flaws.get(0).refused());
        this.flaws = List.copyOf(flaws);
    }

    public static List<Violation> of(Refused refused) {
        return refused.all().stream().map(one -> new Violation(null, one)).toList();
    }

    public List<Violation> flaws() {
        return flaws;
    }
}
