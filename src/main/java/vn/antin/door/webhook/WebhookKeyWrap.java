package vn.antin.door.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Webhooks;
import vn.antin.seal.KeyWrap;
import vn.antin.seal.Unwrapped;
import vn.antin.seal.pki.Keys;
import vn.antin.seal.pki.Purpose;

/** Encrypts the keys of webhooks for the node's own encryption key, so that a copy of the ledger alone reveals none. */
public final class WebhookKeyWrap {

    private static final int MOST = 200;

    private final Keys own;

    /** A cache, because decryption costs more than signing. */
    private final Map<Digest, SigningKey> remembered =
            Collections.synchronizedMap(new LinkedHashMap<>(MOST, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Digest, SigningKey> eldest) {
                    return size() > MOST;
                }
            });

    public WebhookKeyWrap(Keys own) {
        this.own = own;
    }

    /**
     * The purpose that is bound into the encryption: a wrapped secret cannot stand for another purpose or another
     * webhook.
     */
    private enum WrapUse {
        SECRET,
        SIGNING
    }

    Webhooks.Key closed(UUID webhook, SigningKey key) {
        return new Webhooks.Key(
                closed(webhook, WrapUse.SECRET, key.secret()),
                closed(webhook, WrapUse.SIGNING, key.seed()),
                key.shown(),
                null);
    }

    /**
     * Decrypts the keys.
     *
     * @throws vn.antin.fault.Refused DECRYPTION if they were encrypted for a key that the node has not, or no longer
     */
    SigningKey opened(UUID webhook, Webhooks.Key key) {
        Digest known = Digest.sha256(key.secret());
        SigningKey opened = remembered.get(known);
        if (opened == null) {
            opened = new SigningKey(
                    opened(webhook, WrapUse.SECRET, key.secret()),
                    opened(webhook, WrapUse.SIGNING, key.signing()),
                    key.shown());
            remembered.put(known, opened);
        }
        return opened;
    }

    /** Decrypts those that can be decrypted; at least one. */
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

    /** The signature header of a message: during a rotation both keys sign. */
    static String signatures(List<SigningKey> keys, String id, Instant at, byte[] body) {
        return keys.stream()
                .map(key -> key.sign(id, at.getEpochSecond(), body))
                .collect(java.util.stream.Collectors.joining(" "));
    }

    private byte[] closed(UUID webhook, WrapUse use, byte[] secret) {
        return KeyWrap.wrap(
                secret, bound(webhook, use), own.of(Purpose.ENCRYPTION).certificate());
    }

    private byte[] opened(UUID webhook, WrapUse use, byte[] wrapped) {
        Unwrapped unwrapped = KeyWrap.unwrap(wrapped, own.all(Purpose.ENCRYPTION));
        if (!unwrapped.commitment().equals(bound(webhook, use))) {
            throw new Refused(Fault.DECRYPTION, "webhook " + webhook);
        }
        return unwrapped.contentKey();
    }

    private static Digest bound(UUID webhook, WrapUse use) {
        return Digest.sha256((webhook + " " + use).getBytes(US_ASCII));
    }
}
