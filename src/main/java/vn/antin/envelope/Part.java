package vn.antin.envelope;

import org.jspecify.annotations.Nullable;

/**
 * One part as it travels: encrypted, named by the SHA-256 of its encrypted bytes. Part 0 is the inner manifest.
 *
 * @param size encrypted bytes
 * @param stored whether it is fetched from the hub's part store instead of riding with the envelope
 */
public record Part(
        int number, Digest digest, long size, @Nullable String mediaType, boolean stored) {}
