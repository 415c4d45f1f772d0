package vn.antin.seal;

import java.security.cert.X509Certificate;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeXml;

/**
 * An envelope read from the bytes its seal covers, with the digest by which evidence names it. Its signer's trust is
 * not checked.
 */
public record SealedEnvelope(Envelope envelope, Digest digest, X509Certificate signer) {

    public static SealedEnvelope open(byte[] sealed) {
        Opened opened = SealReader.open(sealed, EnvelopeXml.ROOT);
        return new SealedEnvelope(EnvelopeXml.read(opened.content()), Digest.sha256(sealed), opened.signer());
    }
}
