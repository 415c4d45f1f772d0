package vn.antin.door.soap;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;
import vn.antin.door.Language;
import vn.antin.door.Problem;

/** Writes a problem as soap:Fault in the caller's version of SOAP. */
final class SoapFaults {

    private static final String ELEVEN = "http://schemas.xmlsoap.org/soap/envelope/";
    private static final String TWELVE = "http://www.w3.org/2003/05/soap-envelope";
    private static final String XML = "http://www.w3.org/XML/1998/namespace";
    private static final XMLOutputFactory WRITERS = XMLOutputFactory.newDefaultFactory();

    private final XMLStreamWriter out;
    private final String soap;

    private SoapFaults(XMLStreamWriter out, String soap) {
        this.out = out;
        this.soap = soap;
    }

    /** The whole envelope in UTF-8 with an XML declaration, which simple clients need to tell it from a page. */
    static byte[] write(Problem problem, Language language, boolean twelve) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try {
            XMLStreamWriter out = WRITERS.createXMLStreamWriter(bytes, UTF_8.name());
            out.writeStartDocument(UTF_8.name(), "1.0");
            SoapFaults faults = new SoapFaults(out, twelve ? TWELVE : ELEVEN);
            out.writeStartElement("soap", "Envelope", faults.soap);
            out.writeNamespace("soap", faults.soap);
            out.writeStartElement("soap", "Body", faults.soap);
            out.writeStartElement("soap", "Fault", faults.soap);
            if (twelve) {
                faults.twelve(problem, language);
            } else {
                faults.eleven(problem, language);
            }
            out.writeEndDocument();
            out.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("a fault into memory", e);
        }
        return bytes.toByteArray();
    }

    private void eleven(Problem problem, Language language) throws XMLStreamException {
        out.writeStartElement("faultcode");
        out.writeCharacters(problem.status() < 500 ? "soap:Client" : "soap:Server");
        out.writeEndElement();
        out.writeStartElement("faultstring");
        out.writeAttribute("xml", XML, "lang", language.tag());
        out.writeCharacters(SoapResponses.text(problem.detail()));
        out.writeEndElement();
        out.writeStartElement("detail");
        detail(problem);
        out.writeEndElement();
    }

    private void twelve(Problem problem, Language language) throws XMLStreamException {
        out.writeStartElement("soap", "Code", soap);
        out.writeStartElement("soap", "Value", soap);
        out.writeCharacters(problem.status() < 500 ? "soap:Sender" : "soap:Receiver");
        out.writeEndElement();
        out.writeEndElement();
        out.writeStartElement("soap", "Reason", soap);
        out.writeStartElement("soap", "Text", soap);
        out.writeAttribute("xml", XML, "lang", language.tag());
        out.writeCharacters(SoapResponses.text(problem.detail()));
        out.writeEndElement();
        out.writeEndElement();
        out.writeStartElement("soap", "Detail", soap);
        detail(problem);
        out.writeEndElement();
    }

    private void detail(Problem problem) throws XMLStreamException {
        out.writeStartElement("", "Problem", DocumentsPort.NAMESPACE);
        out.writeDefaultNamespace(DocumentsPort.NAMESPACE);
        element("code", problem.code());
        element("status", problem.status());
        element("title", problem.title());
        element("detail", problem.detail());
        element("retryable", problem.retryable());
        element("retryAfter", problem.retryAfter());
        element("axisCode", problem.axisCode());
        element("help", problem.type());
        element("traceId", problem.traceId());
        for (Problem.FieldFault fault : problem.errors()) {
            out.writeStartElement("", "error", DocumentsPort.NAMESPACE);
            element("field", fault.pointer());
            element("code", fault.code());
            element("detail", fault.detail());
            out.writeEndElement();
        }
        out.writeEndElement();
    }

    private void element(String name, @Nullable Object value) throws XMLStreamException {
        if (value != null) {
            out.writeStartElement("", name, DocumentsPort.NAMESPACE);
            out.writeCharacters(SoapResponses.text(value.toString()));
            out.writeEndElement();
        }
    }
}
