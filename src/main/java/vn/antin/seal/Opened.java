package vn.antin.seal;

import java.security.cert.X509Certificate;
import java.time.Instant;
import vn.antin.seal.pki.Trust;

/**
 * The content of a valid seal: exactly the bytes that were digested, the signer, and the signing time it states. Trust
 * in the signer is checked by {@link Trust}.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Opened(byte[] content, X509Certificate signer, Instant signingTime) {}
