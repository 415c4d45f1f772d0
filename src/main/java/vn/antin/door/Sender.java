package vn.antin.door;

import java.util.Optional;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import vn.antin.envelope.AgencyCode;
import vn.antin.fault.Refused;
import vn.antin.xml.SafeXml;

/** Extracts the sender from an edXML package before the package is validated. */
final class Sender {

    private Sender() {}

    /** The text of the first From/OrganId; empty when there is none that could be a code. */
    static Optional<AgencyCode> of(byte[] edxml) {
        XMLStreamReader reader;
        try {
            reader = SafeXml.stream(edxml);
            boolean from = false;
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
                    return Optional.empty();
                }
                if (event == XMLStreamConstants.START_ELEMENT) {
                    if (from && reader.getLocalName().equals("OrganId")) {
                        return Optional.of(
                                new AgencyCode(reader.getElementText().strip()));
                    }
                    from |= reader.getLocalName().equals("From");
                } else if (event == XMLStreamConstants.END_ELEMENT
                        && reader.getLocalName().equals("From")) {
                    return Optional.empty();
                }
            }
        } catch (XMLStreamException | Refused e) {
            // The intake reads the package again and reports all its faults.
        }
        return Optional.empty();
    }
}
