package vn.antin.directory;

import java.security.cert.X509Certificate;
import java.time.Instant;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.pki.Purpose;

/** A certificate of a node for one purpose, used from a time on; the previous one stays valid beside it. */
public record NodeCertificate(Purpose purpose, Instant from, X509Certificate certificate) {

    public NodeCertificate {
        switch (purpose) {
            case SEAL, ENCRYPTION, CONNECTION -> purpose.check(certificate);
            case DOOR, TIME_STAMP, DIRECTORY, AUTHORITY ->
                throw new Refused(Fault.DIRECTORY_FORM, "Certificate " + purpose);
        }
    }
}
