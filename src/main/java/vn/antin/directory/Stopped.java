package vn.antin.directory;

import java.time.Instant;
import vn.antin.envelope.Digest;

/** A stopped certificate, by the SHA-256 of its DER: distrusted from a time on, before the revocation list says so. */
public record Stopped(Digest certificate, Instant since, String reason) {}
