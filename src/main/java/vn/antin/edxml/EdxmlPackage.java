package vn.antin.edxml;

import java.util.List;

/**
 * A package of the national format: its header, its attachments, and its unchanged bytes. The bytes are shared, not
 * copied, because of their size.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record EdxmlPackage(BusinessHeader header, List<EdxmlAttachment> attachments, byte[] raw) {

    public EdxmlPackage {
        attachments = List.copyOf(attachments);
    }
}
