package vn.antin.bench;

import java.util.List;

/** A system under comparison: running processes that carry a document and prove it. */
interface Peer extends AutoCloseable {

    String name();

    List<ChildProcess> processes();

    /** Keeps that many documents of that size in flight for that long; the load's own resources are counted apart. */
    LoadResult run(int bytes, int flight, int seconds) throws Exception;

    @Override
    void close();
}
