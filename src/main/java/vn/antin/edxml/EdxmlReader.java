package vn.antin.edxml;

import java.time.LocalDate;
import java.util.List;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.xml.SafeXml;

/**
 * Reads packages of other software. It is lenient about form: it matches local names within the namespace, accepts any
 * order, either spelling of the prefix and content ids with or without {@code cid:}, and ignores unknown elements. It
 * is strict about limits and required content, and reports every fault at once.
 */
public final class EdxmlReader {

    private EdxmlReader() {}

    /** Reads a package that was checked before, without a check of its date. */
    public static EdxmlPackage read(byte[] raw) {
        return read(raw, EdxmlLimits.DEFAULT, LocalDate.MAX);
    }

    /** Reads a submitted package; refuses a document promulgated later than {@code today} in Vietnam. */
    public static EdxmlPackage read(byte[] raw, EdxmlLimits limits, LocalDate today) {
        Element root = ElementReader.read(raw, SafeXml.XmlLimits.packages(limits.bytes()));
        if (!root.is("edXML")) {
            throw notAPackage();
        }
        FieldReader fields = new FieldReader();
        HeaderReader reader =
                new HeaderReader(root.first("edXMLEnvelope/edXMLHeader").orElseThrow(EdxmlReader::notAPackage), fields);
        BusinessHeader header = reader.read(today);
        List<EdxmlAttachment> attachments = new AttachmentReader(root, fields, limits).read(reader.operation());
        fields.refuse();
        return new EdxmlPackage(header, attachments, raw);
    }

    /** Reads a separate header, as in {@link BusinessHeader#xml}. */
    public static BusinessHeader header(byte[] xml) {
        Element root = ElementReader.read(xml, SafeXml.XmlLimits.SEALED);
        if (!root.is("edXMLHeader")) {
            throw notAPackage();
        }
        FieldReader fields = new FieldReader();
        BusinessHeader header = new HeaderReader(root, fields).read(LocalDate.MAX);
        fields.refuse();
        return header;
    }

    static Refused notAPackage() {
        return new Refused(Fault.EDXML_NOT_A_PACKAGE);
    }
}
