package vn.antin.ledger.db;

import vn.antin.ledger.file.FileCompactor;
import vn.antin.ledger.file.RedoLog;
import vn.antin.ledger.file.SteadyFiles;

/**
 * Where and how H2 and its redo log lie on the disk.
 *
 * @param system prefix of the H2 file system to use
 * @param small bytes below which H2's file is not compacted
 * @param segment bytes of a segment of the redo log
 * @param soon bytes of the redo log that are not in H2's file yet, above which a checkpoint is made soon; above twice as
 *     many no transaction begins before it
 */
public record H2Files(String system, long small, int segment, long soon) {

    /** What an opening runs again at most: some seconds of work. */
    private static final long SOON = 8L << 20;

    static final H2Files NORMAL = new H2Files(SteadyFiles.PREFIX, FileCompactor.SMALL, RedoLog.SEGMENT, SOON);
}
