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

/** What can happen to one recipient's copy of a document, in the words of ETSI EN 319 522. The whole table is here. */
public enum Event {
    SUBMISSION_ACCEPTANCE("SubmissionAcceptance", 1, false, SENDER_NODE),
    SUBMISSION_REJECTION("SubmissionRejection", 1, true, SENDER_NODE),
    RELAY_ACCEPTANCE("RelayAcceptance", 2, false, HUB),
    RELAY_REJECTION("RelayRejection", 2, true, HUB),
    /** From the sender's node when it never left, from the hub when it did not get further. */
    RELAY_FAILURE("RelayFailure", 2, true, SENDER_NODE, HUB),
    CONTENT_CONSIGNMENT("ContentConsignment", 3, false, RECIPIENT_NODE),
    CONTENT_CONSIGNMENT_FAILURE("ContentConsignmentFailure", 3, true, RECIPIENT_NODE),
    CONTENT_HANDOVER("ContentHandover", 4, false, RECIPIENT_NODE),
    CONTENT_HANDOVER_FAILURE("ContentHandoverFailure", 4, true, RECIPIENT_NODE),
    CONSIGNMENT_ACCEPTANCE("ConsignmentAcceptance", 5, false, RECIPIENT_NODE),
    CONSIGNMENT_REJECTION("ConsignmentRejection", 5, true, RECIPIENT_NODE);

    /** Who may say that something happened. */
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

    @SuppressWarnings("ImmutableEnumChecker") // Set.of gives one that cannot change
    private final Set<By> issuers;

    Event(String etsiName, int order, boolean negative, By... issuers) {
        this.etsiName = etsiName;
        this.order = order;
        this.negative = negative;
        this.issuers = Set.of(issuers);
    }

    /** The event that this URI names, if it is one of ours. */
    public static Optional<Event> ofUri(String uri) {
        return Optional.ofNullable(BY_URI.get(uri));
    }

    public String etsiName() {
        return etsiName;
    }

    public String uri() {
        return NAMESPACE + etsiName;
    }

    /** Its stop on the way of a copy, from 1: submission, relay, consignment, hand-over, answer. */
    public int order() {
        return order;
    }

    /** Something did not happen or was refused: such evidence names a reason. */
    public boolean negative() {
        return negative;
    }

    public Set<By> issuers() {
        return issuers;
    }

    /** What must have happened to the same copy before; nothing before a submission. */
    public @Nullable Event requires() {
        return switch (order) {
            case 1 -> null;
            case 2 -> SUBMISSION_ACCEPTANCE;
            case 3 -> RELAY_ACCEPTANCE;
            default -> CONTENT_CONSIGNMENT;
        };
    }
}
