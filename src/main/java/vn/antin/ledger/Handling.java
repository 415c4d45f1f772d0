package vn.antin.ledger;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import vn.antin.envelope.Fault;
import vn.antin.envelope.Refused;
import vn.antin.envelope.edxml.StatusCode;

/**
 * How far a recipient's people are with a document, and whether its sender wants it back: what all reports on a copy say
 * together, in whatever order and however often they came.
 */
public record Handling(Stage stage, Recall recall) {

    /** What is done with the document; the later ones stand. */
    public enum Stage {
        NONE(""),
        ACCEPTED("03"),
        ASSIGNED("04"),
        IN_PROGRESS("05"),
        FINISHED("06"),
        REFUSED("02"),

        /** Recalled, and its content destroyed. */
        REMOVED("15");

        private final String code;

        Stage(String code) {
            this.code = code;
        }

        public String code() {
            return code;
        }
    }

    /** Whether the sender asked for it back, and the answer. */
    public enum Recall {
        NONE,
        ASKED,
        DECLINED,
        AGREED
    }

    public static final Handling NONE = new Handling(Stage.NONE, Recall.NONE);

    public static Handling of(Collection<Reports.Report> reports) {
        Stage stage = reports.stream()
                .flatMap(report -> stage(report.code()).stream())
                .max(Enum::compareTo)
                .orElse(Stage.NONE);
        return new Handling(stage, recall(reports, stage));
    }

    private static Optional<Stage> stage(StatusCode code) {
        return switch (code) {
            case ACCEPTED -> Optional.of(Stage.ACCEPTED);
            case ASSIGNED -> Optional.of(Stage.ASSIGNED);
            case IN_PROGRESS -> Optional.of(Stage.IN_PROGRESS);
            case FINISHED -> Optional.of(Stage.FINISHED);
            case REFUSED -> Optional.of(Stage.REFUSED);
            case RECALL_AGREED -> Optional.of(Stage.REMOVED);
            case RECALL_ASKED, RECALL_DECLINED -> Optional.empty();
        };
    }

    /** A recall that was declined may be asked for again: the later word stands. */
    private static Recall recall(Collection<Reports.Report> reports, Stage stage) {
        if (stage == Stage.REMOVED) {
            return Recall.AGREED;
        }
        Optional<Instant> asked = last(reports, StatusCode.RECALL_ASKED);
        Optional<Instant> declined = last(reports, StatusCode.RECALL_DECLINED);
        if (asked.isEmpty()) {
            return Recall.NONE;
        }
        return declined.filter(time -> !time.isBefore(asked.get())).isPresent() ? Recall.DECLINED : Recall.ASKED;
    }

    private static Optional<Instant> last(Collection<Reports.Report> reports, StatusCode code) {
        return reports.stream()
                .filter(report -> report.code() == code)
                .map(Reports.Report::at)
                .max(Instant::compareTo);
    }

    /**
     * Whether this may be said next; only forwards, and an answer only to a question.
     *
     * @throws Refused STATUS_ORDER with where the document stands
     */
    public void mind(StatusCode next) {
        boolean may = switch (next) {
            case REFUSED -> stage == Stage.NONE;
            case ACCEPTED, ASSIGNED, IN_PROGRESS, FINISHED ->
                stage.compareTo(stage(next).orElseThrow()) < 0;
            case RECALL_ASKED -> stage != Stage.REFUSED && recall != Recall.ASKED && recall != Recall.AGREED;
            case RECALL_AGREED, RECALL_DECLINED -> recall == Recall.ASKED;
        };
        if (!may) {
            throw new Refused(Fault.STATUS_ORDER, next.code(), stage.name(), recall.name());
        }
    }
}
