package vn.antin.door.folder;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import vn.antin.envelope.VietnamTime;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.query.DocumentView;

/** Renders the state of a document as one sentence. */
final class DocumentStatusText {

    /** Recipients beyond this number are counted, not named. */
    private static final int NAMED = 5;

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("HH:mm dd/MM/yyyy").withZone(VietnamTime.ZONE);

    private DocumentStatusText() {}

    static String sentence(DocumentView view) {
        Instant latest = view.copies().stream()
                .map(DocumentView.CopyView::since)
                .max(Comparator.naturalOrder())
                .orElse(view.created());
        String how = view.copies().size() <= NAMED ? named(view.copies()) : counted(view.copies());
        return "Văn bản mã " + view.id() + ", lúc " + MOMENT.format(latest) + ": " + how + ".";
    }

    private static String named(List<DocumentView.CopyView> copies) {
        return copies.stream()
                .map(copy -> copy.agency() + " " + words(copy.state())
                        + (copy.reason() == null ? "" : " (" + copy.reason() + ")"))
                .collect(Collectors.joining("; "));
    }

    private static String counted(List<DocumentView.CopyView> copies) {
        Map<CopyState, Long> states = copies.stream()
                .collect(
                        Collectors.groupingBy(DocumentView.CopyView::state, LinkedHashMap::new, Collectors.counting()));
        return states.entrySet().stream()
                        .map(one -> one.getValue() + " " + words(one.getKey()))
                        .collect(Collectors.joining("; "))
                + " trong " + copies.size() + " cơ quan nhận";
    }

    private static String words(CopyState state) {
        return switch (state) {
            case ACCEPTED -> "chờ gửi";
            case SENDING -> "đang gửi";
            case SENT -> "đã gửi lên trục";
            case RELAYED -> "đã tới trục";
            case CONSIGNED -> "đã đến";
            case HANDED_OVER -> "đã bàn giao";
            case ACCEPTED_BY_RECIPIENT -> "đã tiếp nhận";
            case REFUSED_BY_RECIPIENT -> "từ chối";
            case REJECTED -> "bị trục từ chối";
            case FAILED -> "không giao được, cần người xử lý";
            case EXPIRED -> "hết hạn";
            case RECALLED -> "đã thu hồi";
        };
    }
}
