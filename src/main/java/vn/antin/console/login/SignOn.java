package vn.antin.console.login;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;

/** A provider where people log in, and from where they come back with its word. */
public interface SignOn {

    /**
     * The way there.
     *
     * @param keep what the browser must bring back
     */
    record Way(URI to, String keep) {}

    /** Its host, for whoever must look after it. */
    String place();

    /** How long its word holds. */
    Duration session();

    /**
     * A way that nobody went before.
     *
     * @throws TryLater when the provider cannot be asked
     */
    Way begin();

    /**
     * Who came back.
     *
     * @param kept what the browser kept
     * @param question what stands behind the address it came back to
     * @throws Refused when the provider's word does not hold
     * @throws TryLater when the provider cannot be asked
     */
    ExternalAccount back(String kept, Map<String, List<String>> question);
}
