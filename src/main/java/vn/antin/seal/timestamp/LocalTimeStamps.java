package vn.antin.seal.timestamp;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.function.Supplier;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.SignerInfoGenerator;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampTokenGenerator;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.TryLater;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.SealCrypto;

/**
 * The built-in time-stamp authority, for tests, the demo and isolated networks. It certifies the time of its own clock.
 */
public final class LocalTimeStamps implements TimeStampSource {

    /** A policy under the arc for examples, so that it cannot be taken for a public authority's. */
    private static final ASN1ObjectIdentifier POLICY = new ASN1ObjectIdentifier("2.999.1");

    private static final AlgorithmIdentifier SHA256 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Supplier<KeyEntry> keys;
    private final Clock clock;
    private KeyEntry key;
    private @Nullable TimeStampTokenGenerator generator;

    public LocalTimeStamps(KeyEntry key, Clock clock) {
        this(() -> key, clock);
    }

    /** Stamps with the key that is in use at that moment. */
    public LocalTimeStamps(Supplier<KeyEntry> keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
        this.key = keys.get();
        Purpose.TIME_STAMP.check(key.certificate());
    }

    @Override
    public synchronized byte[] stamp(Digest imprint) {
        TimeStampRequest request = TimeStamps.request(imprint);
        TimeStampTokenGenerator ready = generator;
        KeyEntry used = keys.get();
        if (used != key) {
            key = used;
            ready = null;
        }
        // Kept only after success: a failure may leave it in the middle of a signature.
        generator = null;
        try {
            if (ready == null) {
                ready = generator();
            }
            byte[] token = ready.generate(request, new BigInteger(126, RANDOM).setBit(126), Date.from(clock.instant()))
                    .getEncoded("DER");
            generator = ready;
            return token;
        } catch (TSPException | IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new TryLater(Fault.TIME_STAMP_UNAVAILABLE, e);
        }
    }

    private TimeStampTokenGenerator generator()
            throws TSPException, GeneralSecurityException, OperatorCreationException {
        var builder = new JcaSimpleSignerInfoGeneratorBuilder();
        Provider provider = SealCrypto.forKey(key.key());
        if (provider != null) {
            builder.setProvider(provider);
        }
        SignerInfoGenerator signer = builder.build(KeyPairs.signatureName(key.key()), key.key(), key.certificate());
        DigestCalculator digests =
                new JcaDigestCalculatorProviderBuilder().build().get(SHA256);
        var tokens = new TimeStampTokenGenerator(signer, digests, POLICY);
        tokens.setResolution(TimeStampTokenGenerator.R_MILLISECONDS);
        tokens.addCertificates(new JcaCertStore(List.of(key.certificate())));
        return tokens;
    }
}
