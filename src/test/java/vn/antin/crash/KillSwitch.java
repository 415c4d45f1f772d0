package vn.antin.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import vn.antin.ledger.db.CrashPoints;

/** Counts the points that a process passes, and kills the process at the armed point: by signal 9, without an exit. */
final class KillSwitch implements CrashPoints {

    private final Map<String, Integer> hits = new LinkedHashMap<>();
    private @Nullable String armed;
    private int left;

    /** Arms a point: the process dies the n-th time it is passed from now on, counted from 1. */
    synchronized void arm(String point, int time) {
        armed = point;
        left = time;
    }

    /** How often each point was passed since the last call. */
    synchronized Map<String, Integer> hits() {
        Map<String, Integer> counted = new LinkedHashMap<>(hits);
        hits.clear();
        return counted;
    }

    /** Keeps the lock while the process dies, so that no other thread passes another point. */
    synchronized void at(String point) {
        hits.merge(point, 1, Integer::sum);
        if (point.equals(armed) && --left == 0) {
            die();
        }
    }

    @Override
    public void beforeCommit(String label) {
        at(label + ", before commit");
    }

    @Override
    public void afterCommit(String label) {
        at(label + ", after commit");
    }

    @Override
    public void afterSync(String label) {
        at(label + ", after sync");
    }

    private static void die() {
        try {
            new ProcessBuilder(
                            "kill", "-9", Long.toString(ProcessHandle.current().pid()))
                    .inheritIO()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("no kill", e);
        }
        while (true) {
            LockSupport.park();
        }
    }
}
