package vn.antin.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.HubProbes;
import vn.antin.ledger.db.Ledger;

/**
 * A probe that the hub sends to itself the way receipts come: through its queue, its route and a synced transaction of
 * its ledger. When the probe does not come back, receipts do not come through either.
 */
public final class HubProbe {

    /** A probe that is out for this long is considered lost and replaced. */
    private static final Duration LOST = Duration.ofMinutes(5);

    private final Ledger ledger;
    private final String self;
    private final Clock clock;
    private volatile Instant cameBack;
    /** When the pending probe was sent; null when none is pending. */
    private final AtomicReference<@Nullable Instant> sent = new AtomicReference<>();

    /** @param self the sender name that the broker writes on the hub's own messages */
    public HubProbe(Ledger ledger, String self, Clock clock) {
        this.ledger = ledger;
        this.self = self;
        this.clock = clock;
        this.cameBack = clock.instant();
    }

    /** Whether a new probe may be sent: none is pending. */
    public boolean due() {
        Instant pending = sent.get();
        return pending == null || clock.instant().isAfter(pending.plus(LOST));
    }

    /** The probe to send; pending from now on. */
    public byte[] message() {
        Instant now = clock.instant();
        sent.set(now);
        return now.toString().getBytes(UTF_8);
    }

    /**
     * Records the return of the probe; durable when this returns.
     *
     * @throws Refused when another sender wrote the message
     */
    public void arrived(String sender) {
        if (!sender.equals(self)) {
            throw new Refused(Fault.MESSAGE_UNINTELLIGIBLE, "PROBE", sender);
        }
        Instant now = clock.instant();
        ledger.commit("probe", tx -> {
            HubProbes.cameBack(tx, now);
            return now;
        });
        cameBack = clock.instant();
        sent.set(null);
    }

    /** When the last probe came back; before the first one, the start of the hub. */
    public Instant cameBack() {
        return cameBack;
    }
}
