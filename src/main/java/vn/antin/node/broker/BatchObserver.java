package vn.antin.node.broker;

/** Counts the messages that a route settles together, as those that go through its steps are counted by Camel. */
public interface BatchObserver {

    BatchObserver NONE = new BatchObserver() {
        @Override
        public void begun(String route, int messages) {}

        @Override
        public void ended(String route, int messages, int settled, long nanos) {}
    };

    /** So many messages have been given to a stop. */
    void begun(String route, int messages);

    /**
     * The same messages are back.
     *
     * @param settled how many of them need no step of the route any more
     * @param nanos how long each has been under way
     */
    void ended(String route, int messages, int settled, long nanos);
}
