package vn.antin.edxml;

import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** A file to be written into a package: its own name and media type, and where its bytes come from. */
public record EdxmlFile(String name, String mediaType, String description, Source content) {

    public EdxmlFile {
        if (name.isBlank() || mediaType.isBlank()) {
            throw new Refused(Fault.EDXML_FIELD_MISSING, name.isBlank() ? "AttachmentName" : "ContentType");
        }
    }
}
