package vn.antin.adapter.rest;

import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.Set;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Fault;
import vn.antin.envelope.Refused;

/** Whoever holds an API key, with the agencies this call speaks for. */
record Caller(Set<AgencyCode> agencies) implements Principal {

    static Caller of(SecurityContext security) {
        if (security.getUserPrincipal() instanceof Caller caller) {
            return caller;
        }
        throw new Refused(Fault.NOT_SIGNED_IN);
    }

    @Override
    public String getName() {
        return agencies.toString();
    }

    /** The only agency of the call; a key of several must say which. */
    AgencyCode only() {
        if (agencies.size() > 1) {
            throw new Refused(Fault.SENDER_NOT_CHOSEN);
        }
        return agencies.iterator().next();
    }

    /** The agency of that code, as the key knows it. */
    AgencyCode named(AgencyCode code) {
        return agencies.stream()
                .filter(code::equals)
                .findFirst()
                .orElseThrow(() -> new Refused(Fault.NOT_YOURS, code.value()));
    }

    Caller speakingFor(AgencyCode code) {
        return new Caller(Set.of(named(code)));
    }
}
