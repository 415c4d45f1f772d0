package vn.antin.trial.sandbox;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The events that a sandbox can produce at the vendor's node, by the last part of their type. */
enum Trigger {
    ACCEPTED,
    SENT,
    RELAYED,
    CONSIGNED,
    HANDED_OVER("delivered"),
    ACCEPTED_BY_RECIPIENT,
    STATUS_ACCEPTED,
    STATUS_ASSIGNED,
    STATUS_IN_PROGRESS,
    STATUS_FINISHED,
    REFUSED_BY_RECIPIENT("refused"),
    STATUS_REFUSED,
    HANDOVER_FAILED,
    OVERDUE,
    EXPIRED,
    CONSIGNMENT_FAILED,
    ARRIVED("received"),
    TAKEN,
    PUT_BACK,
    RETURNED,
    NUMBER_REPEATED,
    STATUS_RECALL_ASKED("recalled"),
    STATUS_RECALL_AGREED,
    STATUS_RECALL_DECLINED,
    TAKEN_BACK,
    /** No event: the vendor's node refuses the message, and its sender cannot be told. */
    BAD_SEAL;

    static final String PREFIX = "vn.antin.document.";

    private final String other;

    Trigger() {
        this("");
    }

    Trigger(String other) {
        this.other = other;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The name that other systems use. */
    Optional<String> other() {
        return Optional.of(other).filter(word -> !word.isEmpty());
    }

    /** By its name, alone or after {@code document.}, or by the whole type. */
    static Optional<Trigger> of(String text) {
        String word = text.replaceFirst("^(vn\\.antin\\.)?document\\.", "");
        return Arrays.stream(values())
                .filter(one -> one.word().equals(word)
                        || one.other().filter(word::equals).isPresent())
                .findFirst();
    }
}
