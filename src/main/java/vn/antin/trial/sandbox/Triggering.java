package vn.antin.trial.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import vn.antin.cli.Waiting;

/** Makes each event happen for real: the fitting test agency, or the vendor's own agency, does what leads to it. */
final class Triggering {

    private static final String SUBJECT = "V/v văn bản thử, antin trigger";
    private static final String REASON = "Thử nghiệm / a test";
    private static final Duration SOON = Duration.ofSeconds(3);
    private static final int TRIES = 5;

    private final Sandbox sandbox;
    private final Software vendor;

    Triggering(Sandbox sandbox) {
        this.sandbox = sandbox;
        this.vendor = sandbox.vendor();
    }

    /** Begins what leads to the event; it may come a little after this returns. */
    void run(Trigger trigger) {
        Software silent = of(Trial.SILENT);
        switch (trigger) {
            case ACCEPTED, SENT, RELAYED, CONSIGNED, HANDED_OVER, ACCEPTED_BY_RECIPIENT, STATUS_ACCEPTED ->
                send(Trial.ACCEPT);
            case REFUSED_BY_RECIPIENT, STATUS_REFUSED -> send(Trial.REJECT);
            case STATUS_ASSIGNED -> reported("04");
            case STATUS_IN_PROGRESS -> reported("05");
            case STATUS_FINISHED -> reported("06");
            case HANDOVER_FAILED -> offered(silent, send(Trial.SILENT), offer -> silent.giveBack(offer, REASON, true));
            case OVERDUE -> vendor.send(Trial.SILENT.code(), SUBJECT, Map.of("urgency", "URGENT"));
            case EXPIRED, CONSIGNMENT_FAILED -> expire();
            case ARRIVED -> arrive();
            case TAKEN -> offered(vendor, arrive(), vendor::take);
            case PUT_BACK -> offered(vendor, arrive(), offer -> vendor.giveBack(offer, REASON, false));
            case RETURNED -> offered(vendor, arrive(), offer -> vendor.giveBack(offer, REASON, true));
            case NUMBER_REPEATED -> sandbox.behaviours().sendTwice(Trial.VENDOR);
            case STATUS_RECALL_ASKED -> sandbox.behaviours().sendAndRecall(Trial.VENDOR);
            case STATUS_RECALL_AGREED -> recall(Trial.RECALL);
            case STATUS_RECALL_DECLINED -> recall(Trial.ACCEPT);
            case TAKEN_BACK -> takeBack();
            case BAD_SEAL -> sandbox.badSeal(Trial.VENDOR);
        }
    }

    private Software of(Trial trial) {
        return sandbox.behaviours().of(trial);
    }

    private String send(Trial to) {
        return vendor.send(to.code(), SUBJECT, Map.of());
    }

    private String arrive() {
        return of(Trial.ACCEPT).send(Trial.VENDOR, SUBJECT, Map.of());
    }

    /** Waits for a document in an inbox and does something with it; what else was leased for that is put back. */
    private static void offered(Software who, String id, Consumer<JsonNode> step) {
        Waiting.until(() -> {
            boolean found = false;
            for (JsonNode offer : who.inbox()) {
                boolean it = offer.path("id").asText().equals(id);
                if (it) {
                    step.accept(offer);
                } else {
                    who.giveBack(offer, REASON, false);
                }
                found |= it;
            }
            return found;
        });
    }

    /** What ACCEPT has accepted it works on: all statuses up to that one. */
    private void reported(String status) {
        String id = send(Trial.ACCEPT);
        Waiting.until(() -> vendor.states(id).contains("ACCEPTED_BY_RECIPIENT"));
        of(Trial.ACCEPT).report(id, status, "");
    }

    private void recall(Trial from) {
        String id = send(from);
        Waiting.until(() -> vendor.states(id).contains("ACCEPTED_BY_RECIPIENT"));
        vendor.recall(id, REASON);
    }

    /** The recipient's line is down until it is too late; it then says so itself. */
    private void expire() {
        sandbox.agenciesLine().cut();
        try {
            String expires = Instant.now().plus(SOON).toString();
            String id = vendor.send(Trial.ACCEPT.code(), SUBJECT, Map.of("expires", expires));
            Waiting.until(() -> vendor.states(id).contains("EXPIRED"));
        } finally {
            sandbox.agenciesLine().restore();
        }
    }

    /** While the vendor's line is down, the first documents try it, and one of the next is still here to be taken back. */
    private void takeBack() {
        sandbox.vendorLine().cut();
        try {
            for (int i = 0; i < TRIES; i++) {
                if (vendor.recall(send(Trial.ACCEPT), REASON)) {
                    return;
                }
            }
        } finally {
            sandbox.vendorLine().restore();
        }
    }
}
