package vn.antin.bench;

import java.util.List;

/** What is measured beside others under the same load: running processes that carry a document and prove it. */
interface Peer extends AutoCloseable {

    String name();

    List<ChildProcess> processes();

    /** Keeps so many documents of that size under way for so long; the load itself is on another's account. */
    LoadResult run(int bytes, int flight, int seconds) throws Exception;

    @Override
    void close();
}
