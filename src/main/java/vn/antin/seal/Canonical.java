package vn.antin.seal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.xml.crypto.OctetStreamData;
import javax.xml.crypto.dsig.TransformException;
import javax.xml.crypto.dsig.TransformService;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** Exclusive canonical XML (without comments) of a whole document that {@code SafeXml} has accepted. */
final class Canonical {

    private Canonical() {}

    static byte[] exclusive(byte[] xml) {
        try {
            TransformService canonical = TransformService.getInstance(SealXml.EXCLUSIVE, "DOM");
            canonical.init(null);
            var octets =
                    (OctetStreamData) canonical.transform(new OctetStreamData(new ByteArrayInputStream(xml)), null);
            return octets.getOctetStream().readAllBytes();
        } catch (TransformException e) {
            throw new Refused(Fault.XML_MALFORMED, e, "0:0");
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("canonicalising XML in memory", e);
        }
    }
}
