package vn.antin.seal.timestamp;

import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampToken;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.LruCache;
import vn.antin.seal.pki.AllowedAlgorithms;
import vn.antin.seal.pki.CertificatePath;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.SealCrypto;
import vn.antin.seal.pki.Trust;

/** Verifies time-stamp tokens (RFC 3161). */
public final class TimeStamps {

    static final int MAX_BYTES = 64 << 10;

    private static final int MAX_CHAIN = 5;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Set<ASN1ObjectIdentifier> DIGESTS =
            Set.of(TSPAlgorithms.SHA256, TSPAlgorithms.SHA384, TSPAlgorithms.SHA512);

    /** Cache of verified tokens: one token covers several checkpoints and comes with each of them. */
    private static final Map<Signed, Boolean> VERIFIED = LruCache.atMost(256);

    /** A token whose signature by this certificate is valid. */
    private record Signed(Digest token, X509Certificate signer) {}

    private TimeStamps() {}

    /**
     * A verified time-stamp.
     *
     * @param chain the authority's certificate and those of its issuers in the token
     */
    public record VerifiedStamp(Instant time, List<X509Certificate> chain) {}

    /** The time at which a trusted authority stamped this digest; its certificate is checked at that time. */
    public static Instant verify(byte[] token, Digest imprint, Trust trust, Collection<X509CRL> crls) {
        return open(token, imprint, trust, crls).time();
    }

    /** The same, with the authority's certificate. */
    public static VerifiedStamp open(byte[] token, Digest imprint, Trust trust, Collection<X509CRL> crls) {
        try {
            TimeStampToken stamp = parse(token);
            var info = stamp.getTimeStampInfo();
            if (!info.getMessageImprintAlgOID().equals(TSPAlgorithms.SHA256)
                    || !Digest.of(info.getMessageImprintDigest()).equals(imprint)) {
                throw new Refused(Fault.TIME_STAMP_WRONG, "imprint");
            }
            List<X509Certificate> chain = chain(stamp, trust);
            Signed signed = new Signed(Digest.sha256(token), chain.get(0));
            if (!VERIFIED.containsKey(signed)) {
                checkSignature(stamp, chain.get(0));
                VERIFIED.put(signed, true);
            }
            Instant time = info.getGenTime().toInstant();
            trust.check(chain, Purpose.TIME_STAMP, time, crls);
            return new VerifiedStamp(time, List.copyOf(chain));
        } catch (Refused e) {
            throw e;
        } catch (TSPException | IOException | OperatorCreationException | RuntimeException e) {
            // the ASN.1 parser throws many kinds of exceptions on malformed input
            throw new Refused(Fault.TIME_STAMP_WRONG, e, "token");
        }
    }

    /** The time of a token that was verified before. */
    public static Instant time(byte[] token) {
        try {
            return parse(token).getTimeStampInfo().getGenTime().toInstant();
        } catch (TSPException | IOException e) {
            throw new Refused(Fault.TIME_STAMP_WRONG, e, "token");
        }
    }

    /** A token that was verified before, with its authority's certificate. */
    public static VerifiedStamp read(byte[] token, Trust trust) {
        try {
            TimeStampToken stamp = parse(token);
            return new VerifiedStamp(
                    stamp.getTimeStampInfo().getGenTime().toInstant(), List.copyOf(chain(stamp, trust)));
        } catch (TSPException | IOException e) {
            throw new Refused(Fault.TIME_STAMP_WRONG, e, "token");
        }
    }

    static TimeStampRequest request(Digest imprint) {
        var generator = new TimeStampRequestGenerator();
        generator.setCertReq(true);
        return generator.generate(TSPAlgorithms.SHA256, imprint.bytes(), new BigInteger(64, RANDOM));
    }

    private static TimeStampToken parse(byte[] token) throws TSPException, IOException {
        if (token.length > MAX_BYTES) {
            throw new Refused(Fault.TIME_STAMP_WRONG, "size");
        }
        return new TimeStampToken(ContentInfo.getInstance(ASN1Primitive.fromByteArray(token)));
    }

    /** The signer's certificate, from the token or the trust file, and those of its issuers in the token. */
    private static List<X509Certificate> chain(TimeStampToken stamp, Trust trust) throws IOException {
        List<X509Certificate> given = new ArrayList<>(trust.timeStamp());
        for (X509CertificateHolder holder : stamp.getCertificates().getMatches(null)) {
            given.add(Certificates.parse(holder.getEncoded()));
        }
        List<X509Certificate> chain = new ArrayList<>();
        for (X509Certificate certificate : given) {
            if (chain.isEmpty() && stamp.getSID().match(new X509CertificateHolder(Certificates.encoded(certificate)))) {
                chain.add(certificate);
            }
        }
        if (chain.isEmpty()) {
            throw new Refused(Fault.TIME_STAMP_WRONG, "certificate");
        }
        while (chain.size() < MAX_CHAIN && addIssuer(chain, given)) {
            // one more found
        }
        return chain;
    }

    private static boolean addIssuer(List<X509Certificate> chain, List<X509Certificate> given) {
        X509Certificate last = chain.get(chain.size() - 1);
        return given.stream()
                .filter(candidate -> !chain.contains(candidate) && CertificatePath.issued(candidate, last))
                .findFirst()
                .map(chain::add)
                .orElse(false);
    }

    private static void checkSignature(TimeStampToken stamp, X509Certificate certificate)
            throws TSPException, OperatorCreationException {
        SignerInformation signer =
                stamp.toCMSSignedData().getSignerInfos().getSigners().iterator().next();
        if (!DIGESTS.contains(signer.getDigestAlgorithmID().getAlgorithm())) {
            throw new Refused(Fault.TIME_STAMP_WRONG, "algorithm");
        }
        AllowedAlgorithms.check(certificate.getPublicKey());
        stamp.validate(new JcaSimpleSignerInfoVerifierBuilder()
                .setProvider(SealCrypto.PROVIDER)
                .build(certificate));
    }
}
