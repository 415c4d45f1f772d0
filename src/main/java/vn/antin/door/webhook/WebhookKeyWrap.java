package vn.antin.door.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Webhooks;
import vn.antin.seal.KeyWrap;
import vn.antin.seal.Unwrapped;
import vn.antin.seal.pki.KeyEntry;

/** Wraps the keys of webhooks for the node's own encryption key: whoever has a copy of the ledger alone has none. */
public final class WebhookKeyWrap {

    private static final int MOST = 200;

    private final Supplier<KeyEntry> own;

    /** Opening costs more than signing. */
    private final Map<Digest, SigningKey> remembered =
            Collections.synchronizedMap(new LinkedHashMap<>(MOST, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Digest, SigningKey> eldest) {
                    return size() > MOST;
                }
            });

    public WebhookKeyWrap(Supplier<KeyEntry> own) {
        this.own = own;
    }

    /** What the two secrets of a webhook are wrapped as, by these names; one cannot stand for the other, or for another webhook's. */
    private enum Use {
        SECRET,
        SIGNING
    }

    Webhooks.Key closed(UUID webhook, SigningKey key) {
        return new Webhooks.Key(
                closed(webhook, Use.SECRET, key.secret()), closed(webhook, Use.SIGNING, key.seed()), key.shown(), null);
    }

    /** Fails with DECRYPTION if it was wrapped for another key than the node has now. */
    SigningKey opened(UUID webhook, Webhooks.Key key) {
        Digest known = Digest.sha256(key.secret());
        SigningKey opened = remembered.get(known);
        if (opened == null) {
            opened = new SigningKey(
                    opened(webhook, Use.SECRET, key.secret()),
                    opened(webhook, Use.SIGNING, key.signing()),
                    key.shown());
            remembered.put(known, opened);
        }
        return opened;
    }

    /** Those that can be opened; at least one. */
    List<SigningKey> allOpened(UUID webhook, List<Webhooks.Key> keys) {
        List<SigningKey> opened = new ArrayList<>();
        Refused refused = new Refused(Fault.DECRYPTION, "webhook " + webhook);
        for (Webhooks.Key key : keys) {
            try {
                opened.add(opened(webhook, key));
            } catch (Refused e) {
                refused = e;
            }
        }
        if (opened.isEmpty()) {
            throw refused;
        }
        return opened;
    }

    /** The header of a message: with a key that is about to end and its successor, a pair of signatures of each. */
    static String signatures(List<SigningKey> keys, String id, Instant at, byte[] body) {
        return keys.stream()
                .map(key -> key.sign(id, at.getEpochSecond(), body))
                .collect(java.util.stream.Collectors.joining(" "));
    }

    private byte[] closed(UUID webhook, Use use, byte[] secret) {
        return KeyWrap.wrap(secret, bound(webhook, use), own.get().certificate());
    }

    private byte[] opened(UUID webhook, Use use, byte[] wrapped) {
        Unwrapped unwrapped = KeyWrap.unwrap(wrapped, own.get());
        if (!unwrapped.commitment().equals(bound(webhook, use))) {
            throw new Refused(Fault.DECRYPTION, "webhook " + webhook);
        }
        return unwrapped.contentKey();
    }

    private static Digest bound(UUID webhook, Use use) {
        return Digest.sha256((webhook + " " + use).getBytes(US_ASCII));
    }
}
