package vn.antin.edxml;

import java.util.List;
import vn.antin.envelope.Operation;
import vn.antin.envelope.Urgency;

/** The numbers of the format for operations and urgencies: the index in the list is the number. */
final class Codes {

    /** BussinessDocType 0 to 3. */
    static final List<Operation> OPERATIONS =
            List.of(Operation.NEW, Operation.RECALL, Operation.UPDATE, Operation.REPLACE);

    /** Priority 0 to 4: thường, khẩn, thượng khẩn, hỏa tốc, hỏa tốc hẹn giờ. */
    static final List<Urgency> URGENCIES =
            List.of(Urgency.NORMAL, Urgency.URGENT, Urgency.VERY_URGENT, Urgency.EXPRESS, Urgency.EXPRESS_TIMED);

    private Codes() {}
}
