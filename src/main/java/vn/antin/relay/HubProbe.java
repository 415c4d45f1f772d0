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
 * A message that the hub sends to itself the way receipts come: through its queue, its route and a synced transaction
 * of its ledger. One that does not come back says that nothing does.
 */
public final class HubProbe {

    /** One that has not come back by then is followed by another: it may have been taken away. */
    private static final Duration LOST = Duration.ofMinutes(5);

    private final Ledger ledger;
    private final String self;
    private final Clock clock;
    private volatile Instant cameBack;
    /** When the one under way was sent; null while none is. */
    private final AtomicReference<@Nullable Instant> sent = new AtomicReference<>();

    /**
     * A probe that has not been sent yet.
     *
     * @param self the sender that the broker writes on the hub's own messages
     */
    public HubProbe(Ledger ledger, String self, Clock clock) {
        this.ledger = ledger;
        this.self = self;
        this.clock = clock;
        this.cameBack = clock.instant();
    }

    /** Whether another may be sent: none is under way. */
    public boolean due() {
        Instant underWay = sent.get();
        return underWay == null || clock.instant().isAfter(underWay.plus(LOST));
    }

    /** The message; from now on one is under way. */
    public byte[] message() {
        Instant now = clock.instant();
        sent.set(now);
        return now.toString().getBytes(UTF_8);
    }

    /** It has come back. Durable when this returns. */
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

    /** When the last one came back; the start of the hub before the first. */
    public Instant cameBack() {
        return cameBack;
    }
}
