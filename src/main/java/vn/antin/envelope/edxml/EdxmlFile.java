package vn.antin.envelope.edxml;

/** A file to be written into a package: its own name and media type, and where its bytes come from. */
public record EdxmlFile(String name, String mediaType, String description, Source content) {}
