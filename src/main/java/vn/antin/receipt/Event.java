package vn.antin.receipt;

import static vn.antin.receipt.Event.By.HUB;
import static vn.antin.receipt.Event.By.RECIPIENT_NODE;
import static vn.antin.receipt.Event.By.SENDER_NODE;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The events of a recipient's copy with the names of ETSI EN 319 522. The table is complete. */
public enum Event {
    SUBMISSION_ACCEPTANCE("SubmissionAcceptance", 1, false, SENDER_NODE),
    SUBMISSION_REJECTION("SubmissionRejection", 1, true, SENDER_NODE),
    RELAY_ACCEPTANCE("RelayAcceptance", 2, false, HUB),
    RELAY_REJECTION("RelayRejection", 2, true, HUB),
    /** From the sender's node when the copy never left, from the hub when it got no further. */
    RELAY_FAILURE("RelayFailure", 2, true, SENDER_NODE, HUB),
    CONTENT_CONSIGNMENT("ContentConsignment", 3, false, RECIPIENT_NODE),
    CONTENT_CONSIGNMENT_FAILURE("ContentConsignmentFailure", 3, true, RECIPIENT_NODE),
    CONTENT_HANDOVER("ContentHandover", 4, false, RECIPIENT_NODE),
    CONTENT_HANDOVER_FAILURE("ContentHandoverFailure", 4, true, RECIPIENT_NODE),
    CONSIGNMENT_ACCEPTANCE("ConsignmentAcceptance", 5, false, RECIPIENT_NODE),
    CONSIGNMENT_REJECTION("ConsignmentRejection", 5, true, RECIPIENT_NODE);

    /** The role that may attest an event. */
    public enum By {
        SENDER_NODE,
        HUB,
        RECIPIENT_NODE
    }

    private static final String NAMESPACE = "http://uri.etsi.org/19522/Event/";
    private static final Map<String, Event> BY_URI =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Event::uri, Function.identity()));

    private final String etsiName;
    private final int order;
    private final boolean negative;

    @SuppressWarnings("ImmutableEnumChecker") // Set.of is immutable
    private final Set<By> issuers;

    Event(String etsiName, int order, boolean negative, By... issuers) {
        this.etsiName = etsiName;
        this.order = order;
        this.negative = negative;
        this.issuers = Set.of(issuers);
    }

    /** The event with this URI; empty if it is not one of these. */
    public static Optional<Event> ofUri(String uri) {
        return Optional.ofNullable(BY_URI.get(uri));
    }

    public String etsiName() {
        return etsiName;
    }

    public String uri() {
        return NAMESPACE + etsiName;
    }

    /** The stop of the event, from 1: submission, relay, consignment, handover, answer. */
    public int order() {
        return order;
    }

    /** Whether it attests a failure or refusal; such evidence has a reason. */
    public boolean negative() {
        return negative;
    }

    public Set<By> issuers() {
        return issuers;
    }

    /** The event that must precede it for the same copy; null for a submission. */
    public @Nullable Event requires() {
        return switch (order) {
            case 1 -> null;
            case 2 -> SUBMISSION_ACCEPTANCE;
            case 3 -> RELAY_ACCEPTANCE;
            default -> CONTENT_CONSIGNMENT;
        };
    }
}
