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

/** Authenticates every call by its API key; only the description of the interface is public. */
@PreMatching
final class ApiKeyFilter implements ContainerRequestFilter {

    private final ApiKeys keys;
    private final RateLimiter rateLimiter;

    ApiKeyFilter(ApiKeys keys, RateLimiter rateLimiter) {
        this.keys = keys;
        this.rateLimiter = rateLimiter;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (request.getUriInfo().getPath().matches("/?openapi\\.yaml")) {
            return;
        }
        String key = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        request.setSecurityContext(new AuthenticatedCall(keys.caller(key, request.getHeaderString(ApiKeys.AGENCY))));
        rateLimiter.check(key, request);
    }

    /** The security context of an authenticated call; the door is HTTPS only. */
    private record AuthenticatedCall(Caller caller) implements SecurityContext {

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
