package vn.antin.ledger;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import vn.antin.edxml.StatusCode;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * The handling of a document by its recipient, and its recall: derived from all reports on a copy, whatever their order
 * and repetitions.
 */
public record Handling(Stage stage, Recall recall) {

    /** The stage of handling, in order. */
    public enum Stage {
        NONE(""),
        ACCEPTED("03"),
        ASSIGNED("04"),
        IN_PROGRESS("05"),
        FINISHED("06"),
        REFUSED("02"),

        /** Returned after a recall, and its content destroyed. */
        REMOVED("15");

        private final String code;

        Stage(String code) {
            this.code = code;
        }

        public String code() {
            return code;
        }
    }

    /** The state of a recall. */
    public enum Recall {
        NONE,
        ASKED,
        DECLINED,
        AGREED
    }

    public static final Handling NONE = new Handling(Stage.NONE, Recall.NONE);

    /** Derives the state. Times are compared only between reports of one reporter, because clocks may differ. */
    public static Handling of(Collection<Reports.StoredReport> reports) {
        long asked = count(reports, StatusCode.RECALL_ASKED);
        if (asked > 0 && count(reports, StatusCode.RECALL_AGREED) > 0) {
            return new Handling(Stage.REMOVED, Recall.AGREED);
        }
        boolean declined = count(reports, StatusCode.RECALL_DECLINED) >= asked;
        Recall recall = asked == 0 ? Recall.NONE : declined ? Recall.DECLINED : Recall.ASKED;
        return new Handling(stage(reports), recall);
    }

    private static long count(Collection<Reports.StoredReport> reports, StatusCode code) {
        return reports.stream()
                .filter(report -> report.code() == code)
                .map(Reports.StoredReport::carrier)
                .distinct()
                .count();
    }

    /** Acceptance and refusal exclude each other: the earlier one stands. */
    private static Stage stage(Collection<Reports.StoredReport> reports) {
        Optional<Instant> refused = reports.stream()
                .filter(report -> report.code() == StatusCode.REFUSED)
                .map(Reports.StoredReport::at)
                .min(Instant::compareTo);
        Optional<Instant> accepted = reports.stream()
                .filter(report -> progress(report.code()).isPresent())
                .map(Reports.StoredReport::at)
                .min(Instant::compareTo);
        if (refused.isPresent() && accepted.filter(refused.get()::isAfter).isEmpty()) {
            return Stage.REFUSED;
        }
        return reports.stream()
                .flatMap(report -> progress(report.code()).stream())
                .max(Enum::compareTo)
                .orElse(Stage.NONE);
    }

    private static Optional<Stage> progress(StatusCode code) {
        return switch (code) {
            case ACCEPTED -> Optional.of(Stage.ACCEPTED);
            case ASSIGNED -> Optional.of(Stage.ASSIGNED);
            case IN_PROGRESS -> Optional.of(Stage.IN_PROGRESS);
            case FINISHED -> Optional.of(Stage.FINISHED);
            case REFUSED, RECALL_ASKED, RECALL_AGREED, RECALL_DECLINED -> Optional.empty();
        };
    }

    /** Whether this report may follow: only forwards, and an answer only to a recall request. */
    public boolean may(StatusCode next) {
        return switch (next) {
            case REFUSED -> stage == Stage.NONE;
            case ACCEPTED, ASSIGNED, IN_PROGRESS, FINISHED ->
                stage.compareTo(progress(next).orElseThrow()) < 0;
            case RECALL_ASKED -> stage != Stage.REFUSED && recall != Recall.ASKED && recall != Recall.AGREED;
            case RECALL_AGREED, RECALL_DECLINED -> recall == Recall.ASKED;
        };
    }

    /** Whether this report may have come earlier: reports overtake each other on the line. */
    public boolean mayHaveBeen(StatusCode said) {
        boolean inProgress = stage != Stage.REFUSED && stage != Stage.REMOVED;
        return may(said) || (inProgress && progress(said).isPresent());
    }

    /**
     * Requires that this report may follow.
     *
     * @throws Refused STATUS_ORDER with the present state
     */
    public void requireNext(StatusCode next) {
        if (!may(next)) {
            throw new Refused(Fault.STATUS_ORDER, next.code(), stage.name(), recall.name());
        }
    }
}
