package vn.antin.seal;

import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeXml;

/**
 * An envelope read from the bytes its seal covers, with the digest by which evidence names it. Its signer's trust is
 * not checked.
 */
public record SealedEnvelope(Envelope envelope, Digest digest, X509Certificate signer) {

    /**
     * Envelopes that were opened or sealed here, by the digest of their bytes: each is needed again for every receipt.
     * Only small ones are kept, 8 MiB at most.
     */
    private static final Map<Digest, SealedEnvelope> CACHED = LruCache.atMost(512);

    private static final int MAX_CACHED_BYTES = 16 << 10;

    /** Checks form, signature and digests; bytes that were opened or sealed here give the same object again. */
    public static SealedEnvelope open(byte[] sealed) {
        Digest digest = Digest.sha256(sealed);
        SealedEnvelope known = CACHED.get(digest);
        if (known != null) {
            return known;
        }
        return cache(
                readExact(sealed, digest).orElseGet(() -> {
                    Opened opened = SealReader.open(sealed, EnvelopeXml.ROOT);
                    return new SealedEnvelope(EnvelopeXml.read(opened.content()), digest, opened.signer());
                }),
                sealed.length);
    }

    private static Optional<SealedEnvelope> readExact(byte[] sealed, Digest digest) {
        return SealReader.openExact(
                sealed,
                EnvelopeXml.ROOT,
                EnvelopeXml.ID,
                opened -> EnvelopeXml.readExact(opened.content())
                        .map(envelope -> new SealedEnvelope(envelope, digest, opened.signer())));
    }

    /** Seals an envelope of this node; returns the sealed bytes. */
    public static byte[] seal(Envelope envelope, Sealer sealer) {
        Sealer.SealedXml sealed = sealer.sealCanonical(EnvelopeXml.write(envelope), EnvelopeXml.ID);
        byte[] bytes = sealed.bytes();
        cache(new SealedEnvelope(envelope, Digest.sha256(bytes), sealed.signer()), bytes.length);
        return bytes;
    }

    private static SealedEnvelope cache(SealedEnvelope sealed, int bytes) {
        if (bytes <= MAX_CACHED_BYTES) {
            CACHED.put(sealed.digest(), sealed);
        }
        return sealed;
    }
}
