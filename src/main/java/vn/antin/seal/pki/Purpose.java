package vn.antin.seal.pki;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** The purpose of a certificate on the bus; one certificate serves one purpose. */
public enum Purpose {
    SEAL {
        @Override
        boolean allows(Usage usage) {
            return signs(usage) && !usage.extended().contains(Usage.DIRECTORY_SIGNING);
        }
    },
    ENCRYPTION {
        @Override
        boolean allows(Usage usage) {
            return !usage.authority()
                    && !usage.has(Usage.DIGITAL_SIGNATURE)
                    && (usage.has(Usage.KEY_ENCIPHERMENT) || usage.has(Usage.KEY_AGREEMENT))
                    && !usage.extendedToAny(Usage.NOT_OF_A_SEAL);
        }
    },
    CONNECTION {
        @Override
        boolean allows(Usage usage) {
            return !usage.authority()
                    && usage.has(Usage.DIGITAL_SIGNATURE)
                    && usage.extended().contains(Usage.CLIENT_AUTH);
        }
    },
    /** A node's HTTPS server, for the software of its agencies on its own machine; never accepted as a hub's. */
    DOOR {
        @Override
        boolean allows(Usage usage) {
            return !usage.authority()
                    && usage.has(Usage.DIGITAL_SIGNATURE)
                    && usage.extended().equals(List.of(Usage.SERVER_AUTH));
        }
    },
    TIME_STAMP {
        @Override
        boolean allows(Usage usage) {
            return !usage.authority()
                    && (usage.has(Usage.DIGITAL_SIGNATURE) || usage.has(Usage.NON_REPUDIATION))
                    && usage.extendedCritical()
                    && usage.extended().equals(List.of(Usage.TIME_STAMPING));
        }
    },
    DIRECTORY {
        @Override
        boolean allows(Usage usage) {
            return signs(usage);
        }
    },
    AUTHORITY {
        @Override
        boolean allows(Usage usage) {
            return usage.authority() && usage.has(Usage.KEY_CERT_SIGN);
        }
    };

    abstract boolean allows(Usage usage);

    /** Refuses a certificate that was issued for another purpose. */
    public void check(X509Certificate certificate) {
        if (!allows(Usage.of(certificate))) {
            throw new Refused(Fault.CERTIFICATE_USAGE, Certificates.name(certificate), name());
        }
    }

    /**
     * Whether an authority named it as a signer of directories: then it need not be pinned. The usage of a seal is not
     * enough, because every node has one.
     */
    static boolean isDirectorySigner(X509Certificate certificate) {
        return Usage.of(certificate).extended().contains(Usage.DIRECTORY_SIGNING);
    }

    /** Whether the province's authority made this certificate to admit another authority, for seals and nothing else. */
    public static boolean isAdmission(X509Certificate certificate) {
        return Usage.of(certificate).extended().contains(Usage.SEALS_OF_OTHERS);
    }

    private static boolean signs(Usage usage) {
        return !usage.authority()
                && (usage.has(Usage.DIGITAL_SIGNATURE) || usage.has(Usage.NON_REPUDIATION))
                && !usage.extendedToAny(Usage.NOT_OF_A_SEAL);
    }

    /** The stated usage of a certificate: key usage bits, extended usages, authority or not. */
    record Usage(boolean authority, List<Integer> bits, List<String> extended, boolean extendedCritical) {

        static final int DIGITAL_SIGNATURE = 0;
        static final int NON_REPUDIATION = 1;
        static final int KEY_ENCIPHERMENT = 2;
        static final int KEY_AGREEMENT = 4;
        static final int KEY_CERT_SIGN = 5;
        static final int CRL_SIGN = 6;

        static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
        static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
        static final String TIME_STAMPING = "1.3.6.1.5.5.7.3.8";

        /** Our own: an identifier made of a random UUID (ITU-T X.667), which needs no register. */
        static final String DIRECTORY_SIGNING = "2.25.162480544152635520514404528247094178977";

        /** Our own as well: in the certificate of an admitted authority. */
        static final String SEALS_OF_OTHERS = "2.25.37840935541145365089922267499465870996";

        /** "Any" is among them: a key for every usage is used elsewhere, too. */
        static final Set<String> NOT_OF_A_SEAL = Set.of("2.5.29.37.0", SERVER_AUTH, CLIENT_AUTH, TIME_STAMPING);

        private static final String EXTENDED_KEY_USAGE = "2.5.29.37";

        static Usage of(X509Certificate certificate) {
            try {
                List<String> extended = certificate.getExtendedKeyUsage();
                Set<String> critical = certificate.getCriticalExtensionOIDs();
                return new Usage(
                        certificate.getBasicConstraints() >= 0,
                        bits(certificate.getKeyUsage()),
                        extended == null ? List.of() : List.copyOf(extended),
                        critical != null && critical.contains(EXTENDED_KEY_USAGE));
            } catch (CertificateParsingException e) {
                throw new Refused(Fault.CERTIFICATE_USAGE, e, Certificates.name(certificate), "?");
            }
        }

        /** A certificate without the extension serves no purpose: the profile requires a stated usage. */
        private static List<Integer> bits(boolean @Nullable [] usage) {
            if (usage == null) {
                return List.of();
            }
            return IntStream.range(0, usage.length)
                    .filter(bit -> usage[bit])
                    .boxed()
                    .toList();
        }

        boolean has(int bit) {
            return bits.contains(bit);
        }

        boolean extendedToAny(Set<String> usages) {
            return extended.stream().anyMatch(usages::contains);
        }
    }
}
