package vn.antin.observe;

/** A way by which people are told. */
interface AlertChannel extends AutoCloseable {

    /** By which its messages are kept apart: mail, webhook or syslog. */
    String name();

    /** Sends one, within half a minute; whatever goes wrong is thrown, and it is tried again. */
    void send(long number, AlertMessage bulletin) throws Exception;

    @Override
    default void close() {}
}
