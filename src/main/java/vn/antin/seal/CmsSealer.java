package vn.antin.seal;

import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.SignerInfoGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.RuntimeOperatorException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.pki.AllowedAlgorithms;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.KeyPairs;

/**
 * A sealer for detached CMS signatures over SHA-256, certificates included, as PAdES baseline requires them inside a
 * PDF (ETSI EN 319 142-1, level B-B).
 *
 * <p>An RSA key signs with PKCS #1 v1.5 here, whatever the algorithm of XML seals, because many PDF readers know no
 * other.
 */
public final class CmsSealer {

    private static final AlgorithmIdentifier SHA256 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);

    /** Bytes of a signature without its certificates; an RSA key of 8192 bits needs 1024 of them. */
    private static final int BESIDE_CERTIFICATES = 4096;

    private final KeyEntry key;

    public CmsSealer(KeyEntry key) {
        AllowedAlgorithms.check(key.certificate().getPublicKey());
        this.key = key;
    }

    public X509Certificate certificate() {
        return key.certificate();
    }

    /** Largest size of a seal in bytes. */
    public int room() {
        return BESIDE_CERTIFICATES
                + key.chain().stream()
                        .mapToInt(each -> Certificates.encoded(each).length)
                        .sum();
    }

    /**
     * The signature in DER, without the content.
     *
     * @throws Refused KEYS_UNREADABLE when the key does not sign
     */
    public byte[] seal(byte[] content) {
        try {
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(signer());
            generator.addCertificates(new JcaCertStore(key.chain()));
            return generator
                    .generate(new CMSProcessableByteArray(content), false)
                    .getEncoded("DER");
        } catch (CMSException
                | IOException
                | CertificateEncodingException
                | OperatorCreationException
                | RuntimeOperatorException e) {
            throw new Refused(Fault.KEYS_UNREADABLE, e, Certificates.name(certificate()));
        }
    }

    private SignerInfoGenerator signer() throws OperatorCreationException, CertificateEncodingException {
        var attributes = new DefaultSignedAttributeTableGenerator(
                new AttributeTable(new Attribute(PKCSObjectIdentifiers.id_aa_signingCertificateV2, named())));
        return new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                // the PDF contains the time, and PAdES forbids a second one
                .setSignedAttributeGenerator(
                        about -> attributes.getAttributes(about).remove(CMSAttributes.signingTime))
                .build(KeyPairs.signer(key.key()), certificate());
    }

    /** The signed digest of the certificate: no other certificate of the same key can replace it. */
    private DERSet named() {
        byte[] digest = Certificates.digest(certificate()).bytes();
        return new DERSet(new SigningCertificateV2(new ESSCertIDv2(SHA256, digest)));
    }
}
