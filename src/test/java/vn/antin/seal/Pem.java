package vn.antin.seal;

import java.util.Base64;

/** Keys and certificates as other programs want them. */
final class Pem {

    private Pem() {}

    static String of(KeyEntry entry) {
        return of("PRIVATE KEY", entry.key().getEncoded())
                + of("CERTIFICATE", Certificates.encoded(entry.certificate()));
    }

    static String of(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + what
                + "-----\n";
    }
}
