package vn.antin.door;

import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.Set;
import java.util.function.Consumer;
import vn.antin.envelope.AgencyCode;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * The holder of an API key, with the agencies this call speaks for.
 *
 * @param agencies their codes, those they had before and those they have now included
 * @param named one code of each agency
 */
public record Caller(Set<AgencyCode> agencies, Set<AgencyCode> named) implements Principal {

    /** For agencies that have one code each. */
    public Caller(Set<AgencyCode> agencies) {
        this(agencies, agencies);
    }

    public static Caller of(SecurityContext security) {
        if (security.getUserPrincipal() instanceof Caller caller) {
            return caller;
        }
        throw new Refused(Fault.NOT_SIGNED_IN);
    }

    @Override
    public String getName() {
        return named.toString();
    }

    /**
     * The only agency of the call.
     *
     * @throws Refused if the key has several agencies and the call does not say which
     */
    public AgencyCode only() {
        if (named.size() > 1) {
            throw new Refused(Fault.SENDER_NOT_CHOSEN);
        }
        return named.iterator().next();
    }

    /** The agency of that code, if the key may speak for it. */
    public AgencyCode named(AgencyCode code) {
        return agencies.stream()
                .filter(code::equals)
                .findFirst()
                .orElseThrow(() -> new Refused(Fault.NOT_YOURS, code.value()));
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
