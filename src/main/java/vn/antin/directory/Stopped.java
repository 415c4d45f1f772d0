package vn.antin.directory;

import java.time.Instant;
import vn.antin.envelope.Digest;

/** A certificate, by the SHA-256 of its DER, that nobody believes since a time: minutes ahead of the revocation list. */
public record Stopped(Digest certificate, Instant since, String reason) {}
