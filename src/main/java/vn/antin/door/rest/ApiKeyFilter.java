package vn.antin.door.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import vn.antin.door.ApiKeys;
import vn.antin.door.Caller;
import vn.antin.door.http.RateLimiter;

/** Lets nobody in without an API key; only the description of the interface is open to all. */
@PreMatching
final class ApiKeyFilter implements ContainerRequestFilter {

    private final ApiKeys keys;
    private final RateLimiter pace;

    ApiKeyFilter(ApiKeys keys, RateLimiter pace) {
        this.keys = keys;
        this.pace = pace;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (request.getUriInfo().getPath().matches("/?openapi\\.yaml")) {
            return;
        }
        String key = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        request.setSecurityContext(new Signed(keys.caller(key, request.getHeaderString(ApiKeys.AGENCY))));
        pace.mind(key, request);
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
