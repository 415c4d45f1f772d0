package vn.antin.edxml;

import java.time.LocalDate;
import java.util.List;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.xml.SafeXml;

/**
 * Reads packages of other software: by local name within the namespace, elements in any order, unknown ones ignored,
 * either spelling of the prefix, content joined with or without {@code cid:}. Lenient about form, strict about what a
 * package may cost and about what a document must say: everything missing or wrong is told at once.
 */
public final class EdxmlReader {

    private EdxmlReader() {}

    /** Reads a package that somebody has checked before, whatever day it is now. */
    public static EdxmlPackage read(byte[] raw) {
        return read(raw, EdxmlLimits.DEFAULT, LocalDate.MAX);
    }

    /** Reads a package at the gate: a document promulgated later than {@code today} in Vietnam is refused. */
    public static EdxmlPackage read(byte[] raw, EdxmlLimits limits, LocalDate today) {
        SafeXml.scan(raw, SafeXml.Limits.packages(limits.bytes()));
        Element root = ElementReader.read(raw);
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

    /** Reads a header that stands alone, as {@link BusinessHeader#xml} of a package read before. */
    public static BusinessHeader header(byte[] xml) {
        SafeXml.scan(xml, SafeXml.Limits.SEALED);
        Element root = ElementReader.read(xml);
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
