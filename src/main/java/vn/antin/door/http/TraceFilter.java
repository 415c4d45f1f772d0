package vn.antin.door.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import vn.antin.envelope.TraceId;

/** Reads the W3C trace context of a call; several headers, or a malformed one, count as none. */
final class TraceFilter implements Filter {

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        List<String> parents = request instanceof HttpServletRequest call
                ? Collections.list(call.getHeaders("traceparent"))
                : List.of();
        TraceId.ofCall(parents.size() == 1 ? TraceId.parent(parents.get(0)).orElse(null) : null);
        try {
            chain.doFilter(request, response);
        } finally {
            TraceId.ofCall(null);
        }
    }
}
