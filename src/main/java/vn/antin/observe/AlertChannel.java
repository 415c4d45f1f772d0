package vn.antin.observe;

/** A channel that sends alerts to people. */
interface AlertChannel extends AutoCloseable {

    /** The name of its queue of messages: mail, webhook or syslog. */
    String name();

    /** Sends a message within half a minute; after an exception the caller tries again. */
    void send(long number, AlertMessage bulletin) throws Exception;

    @Override
    default void close() {}
}
