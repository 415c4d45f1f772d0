package vn.antin.edxml;

/**
 * One file of a package, with the name and type of its manifest.
 *
 * @param contentId joins manifest and content, without {@code cid:}
 * @param name in Unicode form NFC, otherwise as given: it may contain anything and is no path
 * @param mediaType as declared: by some software the type of the document, by other that of the ZIP around it
 * @param description empty when not given
 * @param decoded the content as in the package, without base64
 * @param document the content to open: {@code decoded}, or the one file of the ZIP that some software wraps around
 *     every attachment (see {@link ZipHabit})
 * @param place index among the base64 texts of the package, from 0; the same as among a skeleton's parts
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
