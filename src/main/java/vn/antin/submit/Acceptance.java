package vn.antin.submit;

import vn.antin.envelope.EnvelopeId;

/**
 * The answer to a submission that is durable.
 *
 * @param replayed true when the same submission was accepted before and nothing new was made
 */
public record Acceptance(EnvelopeId id, boolean replayed) {}
