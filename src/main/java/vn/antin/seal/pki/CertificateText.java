package vn.antin.seal.pki;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.util.IPAddress;
import org.jspecify.annotations.Nullable;

/** Builds the content of certificates and revocation lists (RFC 5280). */
public final class CertificateText {

    /** The signing authority. */
    record CertificateIssuer(X500Name name, PublicKey key, PrivateKey signingKey) {}

    /**
     * The subject and the purpose of a certificate.
     *
     * @param apart whether the key of this authority is kept on another machine than the hub
     */
    record Request(X500Name name, PublicKey key, Purpose purpose, List<String> dnsNamesAndIps, boolean apart) {

        Request(X500Name name, PublicKey key, Purpose purpose, List<String> dnsNamesAndIps) {
            this(name, key, purpose, dnsNamesAndIps, false);
        }
    }

    /** Our own policy: an identifier made of a random UUID (ITU-T X.667). */
    private static final ASN1ObjectIdentifier KEPT_APART =
            new ASN1ObjectIdentifier("2.25.52327971072279515404471042896527062237");

    private CertificateText() {}

    static X500Name name(String commonName) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, commonName)
                .build();
    }

    static X500Name name(X500Principal principal) {
        return X500Name.getInstance(principal.getEncoded());
    }

    static X509Certificate certificate(
            Request request, CertificateIssuer issuer, BigInteger serial, Instant from, Instant until) {
        var certificate = new JcaX509v3CertificateBuilder(
                issuer.name(), serial, Date.from(from), Date.from(until), request.name(), request.key());
        try {
            var identifiers = new JcaX509ExtensionUtils();
            boolean authority = request.purpose() == Purpose.AUTHORITY;
            certificate
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(authority))
                    .addExtension(Extension.keyUsage, true, usage(request))
                    .addExtension(
                            Extension.subjectKeyIdentifier,
                            false,
                            identifiers.createSubjectKeyIdentifier(request.key()))
                    .addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            identifiers.createAuthorityKeyIdentifier(issuer.key()));
            extended(certificate, request);
            if (request.apart()) {
                certificate.addExtension(
                        Extension.certificatePolicies,
                        false,
                        new CertificatePolicies(new PolicyInformation(KEPT_APART)));
            }
            byte[] der = certificate.build(KeyPairs.signer(issuer.signingKey())).getEncoded();
            return Certificates.parse(der);
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("encoding in memory", e);
        }
    }

    /** Whether the certificate of an authority says that its key is kept apart. */
    static boolean isApart(X509Certificate authority) {
        byte[] policies = authority.getExtensionValue(Extension.certificatePolicies.getId());
        return policies != null
                && CertificatePolicies.getInstance(
                                        ASN1OctetString.getInstance(policies).getOctets())
                                .getPolicyInformation(KEPT_APART)
                        != null;
    }

    /** The number of a revocation list (RFC 5280, 5.2.3); 0 without one. */
    static BigInteger number(X509CRL list) {
        byte[] number = list.getExtensionValue(Extension.cRLNumber.getId());
        return number == null
                ? BigInteger.ZERO
                : CRLNumber.getInstance(ASN1OctetString.getInstance(number).getOctets())
                        .getCRLNumber();
    }

    /** The names that an admitted authority may certify; null for all. */
    static @Nullable X500Principal admittedNames(X509Certificate admission) {
        byte[] constraints = admission.getExtensionValue(Extension.nameConstraints.getId());
        if (constraints == null) {
            return null;
        }
        GeneralSubtree[] permitted = NameConstraints.getInstance(
                        ASN1OctetString.getInstance(constraints).getOctets())
                .getPermittedSubtrees();
        try {
            return new X500Principal(
                    X500Name.getInstance(permitted[0].getBase().getName()).getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException("encoding in memory", e);
        }
    }

    /**
     * The certificate that admits another authority: it certifies nodes' seals itself, and no further authority.
     *
     * @param subtree names that it may certify; null for all
     */
    static X509Certificate admission(
            X509Certificate admitted,
            @Nullable X500Principal subtree,
            CertificateIssuer issuer,
            BigInteger serial,
            Instant from,
            Instant until) {
        var certificate = new JcaX509v3CertificateBuilder(
                issuer.name(),
                serial,
                Date.from(from),
                Date.from(until),
                name(admitted.getSubjectX500Principal()),
                admitted.getPublicKey());
        try {
            var identifiers = new JcaX509ExtensionUtils();
            certificate
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                    .addExtension(
                            Extension.extendedKeyUsage,
                            true,
                            new ExtendedKeyUsage(
                                    KeyPurposeId.getInstance(new ASN1ObjectIdentifier(Purpose.Usage.SEALS_OF_OTHERS))))
                    .addExtension(
                            Extension.subjectKeyIdentifier,
                            false,
                            identifiers.createSubjectKeyIdentifier(admitted.getPublicKey()))
                    .addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            identifiers.createAuthorityKeyIdentifier(issuer.key()));
            if (subtree != null) {
                GeneralSubtree names = new GeneralSubtree(new GeneralName(name(subtree)));
                certificate.addExtension(
                        Extension.nameConstraints, true, new NameConstraints(new GeneralSubtree[] {names}, null));
            }
            return Certificates.parse(
                    certificate.build(KeyPairs.signer(issuer.signingKey())).getEncoded());
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("encoding in memory", e);
        }
    }

    private static KeyUsage usage(Request request) {
        return new KeyUsage(
                switch (request.purpose()) {
                    case SEAL, DIRECTORY -> KeyUsage.digitalSignature | KeyUsage.nonRepudiation;
                    case ENCRYPTION ->
                        request.key().getAlgorithm().equals("RSA") ? KeyUsage.keyEncipherment : KeyUsage.keyAgreement;
                    case CONNECTION, DOOR, TIME_STAMP -> KeyUsage.digitalSignature;
                    case AUTHORITY -> KeyUsage.keyCertSign | KeyUsage.cRLSign;
                });
    }

    private static void extended(X509v3CertificateBuilder certificate, Request request) throws IOException {
        switch (request.purpose()) {
            // A connection certificate without names, a node's, must not be a server's.
            case CONNECTION ->
                certificate.addExtension(
                        Extension.extendedKeyUsage,
                        false,
                        new ExtendedKeyUsage(
                                request.dnsNamesAndIps().isEmpty()
                                        ? new KeyPurposeId[] {KeyPurposeId.id_kp_clientAuth}
                                        : new KeyPurposeId[] {
                                            KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_serverAuth
                                        }));
            case DOOR ->
                certificate.addExtension(
                        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            case TIME_STAMP ->
                certificate.addExtension(
                        Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping));
            case DIRECTORY ->
                certificate.addExtension(
                        Extension.extendedKeyUsage,
                        false,
                        new ExtendedKeyUsage(
                                KeyPurposeId.getInstance(new ASN1ObjectIdentifier(Purpose.Usage.DIRECTORY_SIGNING))));
            default -> {
                // the key usage suffices
            }
        }
        if (!request.dnsNamesAndIps().isEmpty()) {
            GeneralName[] names = request.dnsNamesAndIps().stream()
                    .map(name -> new GeneralName(
                            IPAddress.isValid(name) ? GeneralName.iPAddress : GeneralName.dNSName, name))
                    .toArray(GeneralName[]::new);
            certificate.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        }
    }

    static X509CRL crl(
            CertificateIssuer issuer, Map<BigInteger, Instant> revoked, long number, Instant from, Instant next) {
        var list = new X509v2CRLBuilder(issuer.name(), Date.from(from));
        list.setNextUpdate(Date.from(next));
        revoked.forEach((serial, when) -> list.addCRLEntry(serial, Date.from(when), CRLReason.unspecified));
        try {
            list.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(number)))
                    .addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(issuer.key()));
            byte[] der = list.build(KeyPairs.signer(issuer.signingKey())).getEncoded();
            return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
        } catch (IOException | CertificateException | CRLException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("encoding in memory", e);
        }
    }
}
