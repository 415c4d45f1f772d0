package vn.antin.door.pdf;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;

/** Verifies the seal of a PDF from its bytes alone. */
public final class SealedPdf {

    private SealedPdf() {}

    /** The PDF violates PAdES baseline, or was changed after sealing. */
    public static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Broken(String why) {
            super(why);
        }

        Broken(Exception why) {
            super(why);
        }
    }

    /**
     * The signer of the whole file.
     *
     * @throws Broken if there is no valid signature
     */
    public static X509Certificate signer(byte[] pdf) {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            List<PDSignature> signatures = document.getSignatureDictionaries();
            must(signatures.size() == 1, signatures.size() + " signatures");
            PDSignature one = signatures.get(0);
            must("ETSI.CAdES.detached".equals(one.getSubFilter()), "sub filter " + one.getSubFilter());
            int[] range = one.getByteRange();
            must(
                    range.length == 4 && range[0] == 0 && range[2] + range[3] == pdf.length,
                    "the range is not the whole file");
            byte[] contents = one.getContents(pdf);
            must(range[2] - range[1] == 2 * one.getContents().length + 2, "more than the signature is left out");
            return signer(new CMSSignedData(new CMSProcessableByteArray(one.getSignedContent(pdf)), signed(contents)));
        } catch (IOException | CMSException e) {
            throw new Broken(e);
        }
    }

    /** Without the zero padding of the reserved space. */
    private static ContentInfo signed(byte[] contents) throws IOException {
        try (ASN1InputStream in = new ASN1InputStream(contents)) {
            return ContentInfo.getInstance(in.readObject());
        }
    }

    private static X509Certificate signer(CMSSignedData signed) {
        try {
            SignerInformation by =
                    signed.getSignerInfos().getSigners().iterator().next();
            X509CertificateHolder holder = signed.getCertificates().getMatches(null).stream()
                    .filter(by.getSID()::match)
                    .findFirst()
                    .orElseThrow(() -> new Broken("the certificate is missing"));
            X509Certificate certificate = new JcaX509CertificateConverter().getCertificate(holder);
            must(by.verify(new JcaSimpleSignerInfoVerifierBuilder().build(certificate)), "the signature is wrong");
            attributes(by.getSignedAttributes(), certificate);
            return certificate;
        } catch (CMSException | GeneralSecurityException | OperatorCreationException e) {
            throw new Broken(e);
        }
    }

    private static void attributes(AttributeTable signed, X509Certificate certificate) throws GeneralSecurityException {
        must(signed.get(CMSAttributes.signingTime) == null, "a second time");
        Attribute named = signed.get(PKCSObjectIdentifiers.id_aa_signingCertificateV2);
        must(named != null, "no signing-certificate-v2");
        byte[] digest = SigningCertificateV2.getInstance(named.getAttrValues().getObjectAt(0))
                .getCerts()[0]
                .getCertHash();
        byte[] own = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
        must(MessageDigest.isEqual(digest, own), "another certificate is named");
    }

    private static void must(boolean so, String otherwise) {
        if (!so) {
            throw new Broken(otherwise);
        }
    }
}
