package vn.antin.seal.pki;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/** When in its life a certificate is renewed. */
public final class KeyLife {

    private KeyLife() {}

    /** Two thirds of its life: it is renewed from then on. */
    public static Instant due(X509Certificate certificate) {
        return at(certificate, 2, 3);
    }

    /** Four fifths of its life: a renewal that has not come by then is late. */
    public static Instant late(X509Certificate certificate) {
        return at(certificate, 4, 5);
    }

    private static Instant at(X509Certificate certificate, int part, int of) {
        Instant from = certificate.getNotBefore().toInstant();
        Duration life = Duration.between(from, certificate.getNotAfter().toInstant());
        return from.plus(life.multipliedBy(part).dividedBy(of));
    }
}
