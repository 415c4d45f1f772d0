package vn.antin.seal;

import java.security.cert.X509Certificate;
import java.time.Instant;
import vn.antin.seal.pki.Trust;

/**
 * What a valid seal covers: exactly the bytes that were digested, who sealed them and when he says he did. Whether the
 * signer is to be trusted is for {@link Trust} to say.
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes go straight to a parser; nobody compares openings
public record Opened(byte[] content, X509Certificate signer, Instant signingTime) {}
