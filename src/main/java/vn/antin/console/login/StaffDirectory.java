package vn.antin.console.login;

import java.time.Duration;
import java.util.Optional;
import vn.antin.fault.TryLater;

/** The province's own directory of people: judges their passwords, and says what they are here. */
public interface StaffDirectory {

    /** Its host, for whoever must look after it. */
    String place();

    /** How long its word holds. */
    Duration recheck();

    /**
     * Who that is; nothing when name or password is wrong.
     *
     * @throws TryLater when it cannot be asked
     */
    Optional<ExternalAccount> enter(String name, String password);

    /**
     * How somebody who came in before stands there now; nothing when not at all.
     *
     * @throws TryLater when it cannot be asked
     */
    Optional<ExternalAccount> look(String name);
}
