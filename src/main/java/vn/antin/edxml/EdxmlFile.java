package vn.antin.edxml;

import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** A file to write into a package: its name, its media type, and the source of its bytes. */
public record EdxmlFile(String name, String mediaType, String description, Source content) {

    public EdxmlFile {
        if (name.isBlank() || mediaType.isBlank()) {
            throw new Refused(Fault.EDXML_FIELD_MISSING, name.isBlank() ? "AttachmentName" : "ContentType");
        }
    }
}
