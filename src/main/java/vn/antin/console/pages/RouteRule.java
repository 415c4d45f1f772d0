package vn.antin.console.pages;

/** Whether a route may be stopped by itself, and why not. */
public enum RouteRule {
    /** May be stopped: its messages wait, nothing is lost, and the pages stay correct. */
    MAY,
    /** Callers wait for its answer. */
    ASKED,
    /** Carries or issues receipts: without it states stop changing. */
    PROOF,
    /** Watches deadlines or sends heartbeats: without it the pages are wrong. */
    WATCH,
    /** Only triggers another route. */
    NET;

    /** The rule of a route; a new route may not be stopped until a rule is added. */
    static RouteRule of(String id) {
        return switch (id) {
            case "dispatch", "receive", "relay", "pump", "stamp", "proofs", "parts-collect", "retention" -> MAY;
            case "incoming", "welcome", "goodbye" -> ASKED;
            case "deadlines",
                    "greeting",
                    "greeting-timer",
                    "lines",
                    "directory",
                    "directory-refresh",
                    "probe",
                    "renewal",
                    "returns",
                    "resends" -> WATCH;
            default -> id.endsWith("-safety-net") ? NET : PROOF;
        };
    }
}
