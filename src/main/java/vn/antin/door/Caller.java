package vn.antin.door;

import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.Set;
import java.util.function.Consumer;
import vn.antin.envelope.AgencyCode;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** The holder of an API key, with the agencies this call speaks for. */
public record Caller(Set<AgencyCode> agencies) implements Principal {

    public static Caller of(SecurityContext security) {
        if (security.getUserPrincipal() instanceof Caller caller) {
            return caller;
        }
        throw new Refused(Fault.NOT_SIGNED_IN);
    }

    @Override
    public String getName() {
        return agencies.toString();
    }

    /**
     * The only agency of the call.
     *
     * @throws Refused if the key has several agencies and the call does not say which
     */
    public AgencyCode only() {
        if (agencies.size() > 1) {
            throw new Refused(Fault.SENDER_NOT_CHOSEN);
        }
        return agencies.iterator().next();
    }

    /** The agency of that code, if the key may speak for it. */
    public AgencyCode named(AgencyCode code) {
        return agencies.stream()
                .filter(code::equals)
                .findFirst()
                .orElseThrow(() -> new Refused(Fault.NOT_YOURS, code.value()));
    }

    public Caller speakingFor(AgencyCode code) {
        return new Caller(Set.of(named(code)));
    }

    /**
     * Runs the step for the agency that holds the lease: a lease belongs to one agency's copy, so that a key of several
     * agencies need not name one.
     */
    public void asLeaseholder(Consumer<AgencyCode> step) {
        Refused last = new Refused(Fault.LEASE_NOT_HELD);
        for (AgencyCode agency : agencies) {
            try {
                step.accept(agency);
                return;
            } catch (Refused e) {
                if (e.fault() != Fault.LEASE_NOT_HELD && e.fault() != Fault.DOCUMENT_NOT_FOUND) {
                    throw e;
                }
                last = e.fault() == Fault.LEASE_NOT_HELD ? e : last;
            }
        }
        throw last;
    }
}
