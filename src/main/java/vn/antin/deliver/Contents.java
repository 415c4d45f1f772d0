package vn.antin.deliver;

import vn.antin.envelope.EnvelopeId;

/** Opens the documents this node may read, sent or received: single parts and the package as it was submitted. */
public final class Contents {

    /** A part by its name, as the agency means it: unpacked where it travelled as a ZIP of one. */
    public record Opened(String name, String mediaType, byte[] bytes) {}

    public Opened part(EnvelopeId id, int number) {
        throw new IllegalStateException("not yet: " + id + number);
    }

    /** The edXML package: byte for byte as submitted, or written for a letter that came as metadata and files. */
    public byte[] edxml(EnvelopeId id) {
        throw new IllegalStateException("not yet: " + id);
    }

    /** The zip an auditor keeps (EvidenceBundle): every receipt of the document at hand. */
    public byte[] evidence(EnvelopeId id) {
        throw new IllegalStateException("not yet: " + id);
    }
}
