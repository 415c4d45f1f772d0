package vn.antin.trial.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import vn.antin.cli.Polling;

/** Produces each event for real: the fitting test agency, or the vendor's own, does what leads to it. */
final class Triggering {

    private static final String SUBJECT = "V/v văn bản thử, antin trigger";
    private static final String REASON = "Thử nghiệm / a test";
    private static final Duration SOON = Duration.ofSeconds(3);
    private static final int TRIES = 5;

    private final Sandbox sandbox;
    private final AgencySoftware vendor;

    Triggering(Sandbox sandbox) {
        this.sandbox = sandbox;
        this.vendor = sandbox.vendor();
    }

    /** Starts what leads to the event, which may follow after this returns. */
    void run(Trigger trigger) {
        AgencySoftware silent = of(TestAgencies.SILENT);
        switch (trigger) {
            case ACCEPTED, SENT, RELAYED, CONSIGNED, HANDED_OVER, ACCEPTED_BY_RECIPIENT, STATUS_ACCEPTED ->
                send(TestAgencies.ACCEPT);
            case REFUSED_BY_RECIPIENT, STATUS_REFUSED -> send(TestAgencies.REJECT);
            case STATUS_ASSIGNED -> reported("04");
            case STATUS_IN_PROGRESS -> reported("05");
            case STATUS_FINISHED -> reported("06");
            case HANDOVER_FAILED ->
                offered(silent, send(TestAgencies.SILENT), offer -> silent.giveBack(offer, REASON, true));
            case OVERDUE -> vendor.send(TestAgencies.SILENT.code(), SUBJECT, Map.of("urgency", "URGENT"));
            case EXPIRED, CONSIGNMENT_FAILED -> expire();
            case ARRIVED -> arrive();
            case TAKEN -> offered(vendor, arrive(), vendor::take);
            case PUT_BACK -> offered(vendor, arrive(), offer -> vendor.giveBack(offer, REASON, false));
            case RETURNED -> offered(vendor, arrive(), offer -> vendor.giveBack(offer, REASON, true));
            case NUMBER_REPEATED -> sandbox.behaviours().sendTwice(TestAgencies.VENDOR);
            case STATUS_RECALL_ASKED -> sandbox.behaviours().sendAndRecall(TestAgencies.VENDOR);
            case STATUS_RECALL_AGREED -> recall(TestAgencies.RECALL);
            case STATUS_RECALL_DECLINED -> recall(TestAgencies.ACCEPT);
            case TAKEN_BACK -> takeBack();
            case BAD_SEAL -> sandbox.badSeal(TestAgencies.VENDOR);
        }
    }

    private AgencySoftware of(TestAgencies trial) {
        return sandbox.behaviours().of(trial);
    }

    private String send(TestAgencies to) {
        return vendor.send(to.code(), SUBJECT, Map.of());
    }

    private String arrive() {
        return of(TestAgencies.ACCEPT).send(TestAgencies.VENDOR, SUBJECT, Map.of());
    }

    /** Waits for a document in an inbox and processes it; returns the other leased documents. */
    private static void offered(AgencySoftware who, String id, Consumer<JsonNode> step) {
        Polling.until(() -> {
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

    /** Reports on a document that ACCEPT accepted: all statuses up to that one. */
    private void reported(String status) {
        String id = send(TestAgencies.ACCEPT);
        Polling.until(() -> vendor.states(id).contains("ACCEPTED_BY_RECIPIENT"));
        of(TestAgencies.ACCEPT).report(id, status, "");
    }

    private void recall(TestAgencies from) {
        String id = send(from);
        Polling.until(() -> vendor.states(id).contains("ACCEPTED_BY_RECIPIENT"));
        vendor.recall(id, REASON);
    }

    /** Cuts the recipient's line until the document expires; its node then reports it. */
    private void expire() {
        sandbox.agenciesLine().cut();
        try {
            String expires = Instant.now().plus(SOON).toString();
            String id = vendor.send(TestAgencies.ACCEPT.code(), SUBJECT, Map.of("expires", expires));
            Polling.until(() -> vendor.states(id).contains("EXPIRED"));
        } finally {
            sandbox.agenciesLine().restore();
        }
    }

    /**
     * While the vendor's line is down, the dispatcher tries the first documents; a later one is still here to be taken
     * back.
     */
    private void takeBack() {
        sandbox.vendorLine().cut();
        try {
            for (int i = 0; i < TRIES; i++) {
                if (vendor.recall(send(TestAgencies.ACCEPT), REASON)) {
                    return;
                }
            }
        } finally {
            sandbox.vendorLine().restore();
        }
    }
}
