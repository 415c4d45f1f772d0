package vn.antin.seal.timestamp;

import java.io.IOException;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.TBSCertificate;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * Checks the part of a time-stamp token that its signature does not cover (RFC 5652): it must follow from the rest, so
 * that no byte of a stored token can change unnoticed.
 */
public final class TokenFrame {

    private static final ASN1Integer TIME_STAMP_VERSION = new ASN1Integer(3);
    private static final ASN1Integer BY_ISSUER_AND_SERIAL = new ASN1Integer(1);

    private TokenFrame() {}

    public static void check(byte[] token) {
        try {
            ASN1Primitive parsed = ASN1Primitive.fromByteArray(token);
            if (!Arrays.equals(parsed.getEncoded(ASN1Encoding.DER), token)
                    || !implied(ContentInfo.getInstance(parsed))) {
                throw new Refused(Fault.TIME_STAMP_WRONG, "frame");
            }
        } catch (Refused e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // the ASN.1 parser throws many kinds of exceptions on malformed input
            throw new Refused(Fault.TIME_STAMP_WRONG, e, "frame");
        }
    }

    private static boolean implied(ContentInfo info) {
        SignedData signed = SignedData.getInstance(info.getContent());
        SignerInfo signer = SignerInfo.getInstance(only(signed.getSignerInfos().toArray()));
        return info.getContentType().equals(CMSObjectIdentifiers.signedData)
                && signed.getVersion().equals(TIME_STAMP_VERSION)
                && signer.getVersion().equals(BY_ISSUER_AND_SERIAL)
                && only(signed.getDigestAlgorithms().toArray()).equals(signer.getDigestAlgorithm())
                && signed.getEncapContentInfo().getContent() instanceof ASN1OctetString
                && signed.getCRLs() == null
                && signer.getUnauthenticatedAttributes() == null
                && certificatesName(
                        signed,
                        IssuerAndSerialNumber.getInstance(signer.getSID().getId()));
    }

    private static ASN1Encodable only(ASN1Encodable[] all) {
        if (all.length != 1) {
            throw new Refused(Fault.TIME_STAMP_WRONG, "frame");
        }
        return all[0];
    }

    /** Compares the signer's name byte for byte, because differently encoded names compare as equal. */
    private static boolean certificatesName(SignedData signed, IssuerAndSerialNumber signer) {
        if (signed.getCertificates() == null) {
            return true;
        }
        for (ASN1Encodable each : signed.getCertificates()) {
            TBSCertificate certificate = Certificate.getInstance(each).getTBSCertificate();
            if (certificate.getSerialNumber().equals(signer.getSerialNumber())
                    && certificate
                            .getIssuer()
                            .toASN1Primitive()
                            .equals(signer.getName().toASN1Primitive())) {
                return true;
            }
        }
        return false;
    }
}
