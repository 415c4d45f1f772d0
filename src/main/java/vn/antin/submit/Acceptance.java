package vn.antin.submit;

import vn.antin.envelope.EnvelopeId;

/**
 * The answer to a submission that is durable now.
 *
 * @param replayed whether the same submission was accepted before: nothing was made again
 */
public record Acceptance(EnvelopeId id, boolean replayed) {}
