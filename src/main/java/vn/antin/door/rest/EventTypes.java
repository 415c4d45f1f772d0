package vn.antin.door.rest;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.antin.edxml.StatusCode;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** The public types of events: these names are stable, whatever the ledger's own become. */
final class EventTypes {

    static final String PREFIX = "vn.antin.document.";

    /** Name in the ledger to the last part of the public type. */
    private static final Map<String, String> TYPES = types();

    private EventTypes() {}

    private static Map<String, String> types() {
        Map<String, String> types = new LinkedHashMap<>();
        types.put("ACCEPTED", "accepted");
        types.put("SENT", "sent");
        types.put("SubmissionAcceptance", "submission-accepted");
        types.put("SubmissionRejection", "submission-rejected");
        types.put("RelayAcceptance", "relayed");
        types.put("RelayRejection", "rejected");
        types.put("RelayFailure", "relay-failed");
        types.put("ContentConsignment", "consigned");
        types.put("ContentConsignmentFailure", "consignment-failed");
        types.put("ContentHandover", "handed-over");
        types.put("ContentHandoverFailure", "handover-failed");
        types.put("ConsignmentAcceptance", "accepted-by-recipient");
        types.put("ConsignmentRejection", "refused-by-recipient");
        types.put("OVERDUE", "overdue");
        types.put("EXPIRED", "expired");
        types.put("ARRIVED", "arrived");
        types.put("HANDED_OVER", "taken");
        types.put("PUT_BACK", "put-back");
        types.put("RETURNED", "returned");
        types.put("RECALLED", "taken-back");
        types.put("NUMBER_REPEATED", "number-repeated");
        for (StatusCode code : StatusCode.values()) {
            types.put(
                    "STATUS_" + code.code(),
                    "status-" + code.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        return types;
    }

    /** The type of an event; one that is not mapped becomes its own words, joined by hyphens. */
    static String of(String what) {
        String known = TYPES.get(what);
        return PREFIX
                + (known == null
                        ? what.replaceAll("([a-z])([A-Z])", "$1-$2")
                                .replace('_', '-')
                                .toLowerCase(Locale.ROOT)
                        : known);
    }

    static Set<String> all() {
        return TYPES.values().stream().map(word -> PREFIX + word).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The last part of a type that is given with or without its prefix.
     *
     * @throws Refused if the type is unknown
     */
    static String word(String type) {
        if (type.contains(",") || wanted(type).isEmpty()) {
            throw new Refused(Fault.FIELD_INVALID, "types", type);
        }
        return type.strip().substring(type.strip().startsWith(PREFIX) ? PREFIX.length() : 0);
    }

    /** The ledger's names for a comma-separated list of types, with or without their prefix; empty for all. */
    static Set<String> wanted(@Nullable String types) {
        Set<String> whats = new HashSet<>();
        if (types == null || types.isBlank()) {
            return whats;
        }
        for (String type : types.split(",", -1)) {
            String word = type.strip().replaceFirst("^" + PREFIX.replace(".", "\\."), "");
            Set<String> meant = TYPES.entrySet().stream()
                    .filter(entry -> entry.getValue().equals(word))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
            if (meant.isEmpty()) {
                throw new Refused(Fault.FIELD_INVALID, "types", type.strip());
            }
            whats.addAll(meant);
        }
        return whats;
    }
}
