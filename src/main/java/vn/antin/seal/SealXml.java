package vn.antin.seal;

import java.util.Base64;
import javax.xml.namespace.QName;

/** The XML vocabulary of seals: namespaces, element names, algorithm identifiers, base64. */
final class SealXml {

    static final String DS = "http://www.w3.org/2000/09/xmldsig#";
    static final String XADES = "http://uri.etsi.org/01903/v1.3.2#";
    static final String SIGNED_PROPERTIES_TYPE = "http://uri.etsi.org/01903#SignedProperties";
    static final String EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#";
    static final String ENVELOPED = DS + "enveloped-signature";
    static final String SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256";
    static final QName SIGNATURE = ds("Signature");

    private SealXml() {}

    static QName ds(String name) {
        return new QName(DS, name);
    }

    static QName xades(String name) {
        return new QName(XADES, name);
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
