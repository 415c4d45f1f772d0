package vn.antin.ledger.db;

import java.time.Duration;
import vn.antin.fault.Fault;
import vn.antin.fault.TryLater;

/** Lets transactions in until it is closed, then waits a while for those inside. */
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

    /** False for everyone but the first. */
    synchronized boolean close() {
        boolean first = !closed;
        closed = true;
        return first;
    }

    /** Whether all have left in time. */
    synchronized boolean emptyWithin(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        boolean interrupted = false;
        for (long left = patience.toMillis(); inside > 0 && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
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
