package vn.antin.trial.demo;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import vn.antin.envelope.EnvelopeId;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.db.Signal;

/** Notifies when a sender's ledger has the proof that a document arrived; checks after each change of the ledger. */
public final class ArrivalWatch implements AutoCloseable {

    private final Repositories repositories;
    private final Map<EnvelopeId, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();
    private final Semaphore changed = new Semaphore(0);
    private final Thread looking = new Thread(this::look, "bench-arrivals");
    private volatile boolean closed;

    public ArrivalWatch(Repositories repositories) {
        this.repositories = repositories;
        repositories.ledger().onWake(what -> {
            if (what == Signal.EVENTS) {
                changed.release();
            }
        });
        looking.setDaemon(true);
        looking.start();
    }

    public CompletableFuture<Void> of(EnvelopeId id) {
        CompletableFuture<Void> arrived = waiting.computeIfAbsent(id, any -> new CompletableFuture<>());
        changed.release();
        return arrived;
    }

    private void look() {
        while (!closed) {
            try {
                changed.tryAcquire(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                return;
            }
            changed.drainPermits();
            waiting.forEach((id, arrived) -> {
                if (arrived(id)) {
                    waiting.remove(id);
                    arrived.complete(null);
                }
            });
        }
    }

    private boolean arrived(EnvelopeId id) {
        Optional<CopyState> state =
                repositories.ledger().read(tx -> repositories.copies().state(tx, id, 1));
        return state.filter(each -> each == CopyState.CONSIGNED || each == CopyState.HANDED_OVER)
                .isPresent();
    }

    @Override
    public void close() {
        closed = true;
        looking.interrupt();
    }
}
