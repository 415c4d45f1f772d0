package vn.antin.seal;

import java.util.Base64;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.KeyEntry;

/** Keys and certificates in PEM for other programs. */
public final class Pem {

    private Pem() {}

    public static String of(KeyEntry entry) {
        return of("PRIVATE KEY", entry.key().getEncoded())
                + of("CERTIFICATE", Certificates.encoded(entry.certificate()));
    }

    public static String of(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + what
                + "-----\n";
    }
}
