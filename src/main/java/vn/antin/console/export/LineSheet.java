package vn.antin.console.export;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.console.pages.LineColumn;
import vn.antin.console.web.PageModel;
import vn.antin.ledger.Heartbeats;
import vn.antin.relay.LineRow;
import vn.antin.wire.Heartbeat;

/** The list of lines as a spreadsheet has it: numbers in bytes, seconds and milliseconds. */
public record LineSheet(PageModel v) {

    private static final List<String> WORDS = List.of(
            "lines.agency",
            "sheet.code",
            "line.node",
            "sheet.line",
            "ask.state",
            "sheet.since",
            "lines.here",
            "lines.there",
            "sheet.oldest",
            "line.inbox",
            "sheet.bytes",
            "sheet.drain",
            "lines.last",
            "line.heard",
            "line.version",
            "sheet.clock",
            "sheet.disk",
            "sheet.certificate",
            "lines.sent",
            "lines.received",
            "lines.failed",
            "lines.overdue",
            "sheet.trip");

    /** So many cells are what a node says of itself. */
    private static final int SAID = 11;

    public List<String> columns() {
        return WORDS.stream().map(v::say).toList();
    }

    public List<@Nullable Object> of(LineRow row) {
        Heartbeats.LastHeartbeat kept = row.kept();
        List<@Nullable Object> cells = new ArrayList<>(Arrays.asList(
                row.agency().name(),
                row.agency().code().value(),
                row.agency().node() == null ? null : row.agency().node().value(),
                row.agency().lineMbit(),
                v.word("line", row.state().name()),
                row.since(),
                row.documents()));
        cells.addAll(kept == null ? Collections.nCopies(SAID, "") : said(row, kept));
        cells.add(rounded(row.passed().sentPerMinute(v.now())));
        cells.add(rounded(row.passed().receivedPerMinute(v.now())));
        Duration trip = kept == null ? null : kept.beat().fares().roundTrip();
        cells.add(LineColumn.failedToday(v, row));
        cells.add(kept == null ? null : kept.beat().fares().overdue());
        cells.add(trip == null ? null : trip.toMillis());
        return cells;
    }

    private static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }

    private static List<@Nullable Object> said(LineRow row, Heartbeats.LastHeartbeat kept) {
        Heartbeat beat = kept.beat();
        Duration clock = beat.clock();
        return Arrays.asList(
                beat.documents(),
                beat.oldest(),
                beat.inbox(),
                row.allBytes(),
                row.drain().toSeconds(),
                beat.lastDocument(),
                kept.heard(),
                beat.version(),
                clock == null ? null : clock.toMillis(),
                beat.freeBytes(),
                beat.certificateDays());
    }
}
