package vn.antin.submit;

import java.util.List;
import vn.antin.envelope.Refused;

/** Takes in what an agency sends: checks it, encrypts and seals it once, and stores it durably with its outbox row. */
public final class Intake {

    /** Durable when it returns; the same key with the same content gets the first answer again. */
    public Acceptance accept(Submission submission) {
        throw new IllegalStateException("not yet: " + submission);
    }

    /** All faults of a submission, nothing stored; empty if it would be accepted. */
    public List<Refused> faults(Submission submission) {
        throw new IllegalStateException("not yet: " + submission);
    }
}
