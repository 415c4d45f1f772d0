package vn.antin.console.login;

import java.time.Duration;
import java.util.Optional;
import vn.antin.fault.TryLater;

/** The province's directory of people: checks their passwords and gives their roles. */
public interface StaffDirectory {

    /** Its host, for messages to operators. */
    String place();

    /** Lifetime of its statement. */
    Duration recheck();

    /**
     * Checks name and password; empty when they are wrong.
     *
     * @throws TryLater when the directory cannot be reached
     */
    Optional<ExternalAccount> enter(String name, String password);

    /**
     * The present state of a known account; empty when it is gone.
     *
     * @throws TryLater when the directory cannot be reached
     */
    Optional<ExternalAccount> look(String name);
}
