package vn.antin.console.pages;

/** Whether somebody may stop a route by itself, and why not. */
public enum RouteRule {
    /** What it carries waits, nothing is lost, and the pages go on telling the truth. */
    MAY,
    /** Others wait for its answer. */
    ASKED,
    /** It carries or makes receipts: without it states stand still that have moved. */
    PROOF,
    /** It looks what is late, or says that we live: without it the pages lie. */
    WATCH,
    /** It only wakes another. */
    NET;

    /** Of a route by its id; one that is new is not stopped before somebody has thought about it. */
    static RouteRule of(String id) {
        return switch (id) {
            case "dispatch", "receive", "relay", "pump", "stamp", "parts-collect" -> MAY;
            case "incoming", "welcome", "goodbye" -> ASKED;
            case "deadlines", "greeting", "greeting-timer", "lines", "directory", "directory-refresh", "probe" -> WATCH;
            default -> id.endsWith("-safety-net") ? NET : PROOF;
        };
    }
}
