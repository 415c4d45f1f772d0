package vn.antin.door.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.antin.door.Problem;

/**
 * Accepts a request whose {@code Accept} names problems only. Generated clients send that for a call whose success has
 * no body.
 */
@PreMatching
final class ProblemsAcceptable implements ContainerRequestFilter {

    private static final Pattern RANGES = Pattern.compile(",");

    @Override
    public void filter(ContainerRequestContext request) {
        @Nullable String accept = request.getHeaderString(HttpHeaders.ACCEPT);
        if (accept != null && RANGES.splitAsStream(accept).allMatch(ProblemsAcceptable::isProblem)) {
            request.getHeaders().putSingle(HttpHeaders.ACCEPT, "*/*");
        }
    }

    private static boolean isProblem(String range) {
        return range.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(Problem.MEDIA_TYPE);
    }
}
