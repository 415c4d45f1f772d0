package vn.antin.console.login;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;

/** An external provider that authenticates people in their browser. */
public interface SignOn {

    /**
     * The redirect to the provider.
     *
     * @param keep cookie that the browser must bring back
     */
    record LoginRedirect(URI to, String keep) {}

    /** Its host, for messages to operators. */
    String place();

    /** Lifetime of its statement. */
    Duration session();

    /**
     * Begins a login.
     *
     * @throws TryLater when the provider cannot be reached
     */
    LoginRedirect begin();

    /**
     * Finishes a login.
     *
     * @param kept the browser's cookie
     * @param question query of the redirect back
     * @throws Refused when the provider's answer is not valid
     * @throws TryLater when the provider cannot be reached
     */
    ExternalAccount back(String kept, Map<String, List<String>> question);
}
