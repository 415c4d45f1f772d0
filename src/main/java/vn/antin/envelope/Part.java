package vn.antin.envelope;

import org.jspecify.annotations.Nullable;

/**
 * An encrypted part, named by the SHA-256 of its encrypted bytes. Part 0 is the inner manifest.
 *
 * @param size encrypted bytes
 * @param stored true for a part in the hub's part store, false for one inline with the envelope
 */
public record Part(
        int number, Digest digest, long size, @Nullable String mediaType, boolean stored) {}
