package vn.antin.edxml;

/**
 * One file of a package, under the name and type its manifest gives.
 *
 * @param contentId what joins manifest and content, without {@code cid:}
 * @param name in Unicode form NFC, otherwise as given: it may hold anything, and is no path
 * @param mediaType as declared; some software declares the type of the document, some that of the ZIP around it
 * @param description empty when not given
 * @param decoded the content as the package holds it, without base64
 * @param document the content a person wants to open: {@code decoded}, or the one file of the ZIP that some software
 *     wraps around every attachment (see {@link ZipHabit})
 * @param place which of the package's base64 texts it is, counted from 0; the same place among a skeleton's parts
 */
@SuppressWarnings("ArrayRecordComponent") // content is compared by digest
public record EdxmlAttachment(
        String contentId,
        String name,
        String mediaType,
        String description,
        byte[] decoded,
        byte[] document,
        int place) {}
