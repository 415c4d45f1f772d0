package vn.antin.edxml;

import java.util.List;

/**
 * A package of the national format: what it says, what it carries, and its bytes as they came. The bytes are shared,
 * not copied: a package may be larger than a copy would fit.
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; what identifies a package is its digest
public record EdxmlPackage(BusinessHeader header, List<EdxmlAttachment> attachments, byte[] raw) {

    public EdxmlPackage {
        attachments = List.copyOf(attachments);
    }
}
