package vn.antin.ledger.db;

import java.time.Duration;
import vn.antin.fault.Fault;
import vn.antin.fault.TryLater;

/** Counts running transactions; once closed, it refuses new ones and waits for the running ones. */
final class ShutdownGate {

    private int inside;
    private boolean closed;

    synchronized void enter(String label) {
        if (closed) {
            throw new TryLater(Fault.STOPPING, label + ": the ledger is closed");
        }
        inside++;
    }

    synchronized void leave() {
        inside--;
        notifyAll();
    }

    /** Returns true for the first caller only. */
    synchronized boolean close() {
        boolean first = !closed;
        closed = true;
        return first;
    }

    /** Waits until no transaction is running; false if one takes longer than that. */
    synchronized boolean emptyWithin(Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        boolean interrupted = false;
        for (long left = timeout.toMillis(); inside > 0 && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
            try {
                wait(left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return inside == 0;
    }
}
