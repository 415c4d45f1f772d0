package vn.antin.adapter.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Fault;
import vn.antin.envelope.Refused;

/** Lets nobody in without an API key; only the description of the interface is open to all. */
@PreMatching
final class Gate implements ContainerRequestFilter {

    static final String AGENCY = "X-Antin-Agency";
    private static final String SCHEME = "bearer ";

    private final ApiKeys keys;
    private final Pace pace;

    Gate(ApiKeys keys, Pace pace) {
        this.keys = keys;
        this.pace = pace;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (request.getUriInfo().getPath().matches("/?openapi\\.yaml")) {
            return;
        }
        String key = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        request.setSecurityContext(new Signed(caller(keys, key, request.getHeaderString(AGENCY))));
        pace.mind(key, request);
    }

    /** Who calls, by the two headers that say so. */
    static Caller caller(ApiKeys keys, @Nullable String authorization, @Nullable String chosen) {
        Caller caller = signedIn(keys, authorization);
        return chosen == null ? caller : caller.speakingFor(new AgencyCode(chosen.strip()));
    }

    private static Caller signedIn(ApiKeys keys, @Nullable String header) {
        if (header == null || !header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            throw new Refused(Fault.NOT_SIGNED_IN);
        }
        return keys.agencies(header.substring(SCHEME.length()).strip())
                .map(Caller::new)
                .orElseThrow(() -> new Refused(Fault.NOT_SIGNED_IN));
    }

    /** A call with its caller; the door is HTTPS only. */
    private record Signed(Caller caller) implements SecurityContext {

        @Override
        public Principal getUserPrincipal() {
            return caller;
        }

        @Override
        public boolean isUserInRole(String role) {
            return false;
        }

        @Override
        public boolean isSecure() {
            return true;
        }

        @Override
        public String getAuthenticationScheme() {
            return "Bearer";
        }
    }
}
