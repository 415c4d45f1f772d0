package vn.antin.door.vxp;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.deliver.Offer;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Operation;
import vn.antin.envelope.VietnamTime;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.query.DocumentView;

/** The rows of the axis' lists. */
final class AxisRows {

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(VietnamTime.ZONE);

    private AxisRows() {}

    /** A document that waits to be fetched. */
    record ReceivedRow(
            String docId,
            String from,
            String to,
            String messageType,
            String serviceType,
            String status,
            String status_desc,
            String created_time,
            String updated_time) {}

    /** One recipient of a sent document; the axis has an id for each end, this bus one for both. */
    record SentRow(
            String senderDocId,
            String receiverDocId,
            String fromCode,
            String toCode,
            String sendStatus,
            String sendStatusDesc,
            String receiveStatus,
            String receiveStatusDesc,
            String sentTime,
            String receivedTime,
            String title,
            String notation) {}

    /**
     * An agency, as all lists of agencies have it.
     *
     * @param pid the code of its parent
     * @param oldCode its first alias, as getAgenciesList names it
     * @param code102 the same, as getAgenciesListQD20 names it
     * @param version of the directory
     * @param deleted whether it is closed
     * @param modifyDate when the directory was issued
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Unit(
            String id,
            @Nullable String pid,
            String code,
            String name,
            @Nullable String oldCode,
            @Nullable String code102,
            long version,
            boolean deleted,
            String modifyDate,
            boolean isAgency) {}

    static String type(Operation operation) {
        return operation == Operation.STATUS ? "status" : "edoc";
    }

    static ReceivedRow received(Offer offer) {
        String time = MOMENT.format(offer.created());
        return new ReceivedRow(
                offer.id().toString(),
                offer.sender().value(),
                offer.recipient().value(),
                type(offer.operation()),
                "eDoc",
                "initial",
                "Chờ xử lý",
                time,
                time);
    }

    static List<SentRow> sent(DocumentView view) {
        return view.copies().stream()
                .map(copy -> new SentRow(
                        view.id().toString(),
                        view.id().toString(),
                        view.sender().value(),
                        copy.agency().value(),
                        send(copy.state()),
                        copy.state().name(),
                        receive(copy.state()),
                        copy.state().name(),
                        MOMENT.format(view.created()),
                        receive(copy.state()).isEmpty() ? "" : time(copy.since()),
                        view.subject() == null ? "" : view.subject(),
                        view.documentId() == null ? "" : view.documentId()))
                .toList();
    }

    private static String time(Instant instant) {
        return MOMENT.format(instant);
    }

    private static String send(CopyState state) {
        return switch (state) {
            case ACCEPTED -> "initial";
            case SENDING, SENT -> "processing";
            case RELAYED, CONSIGNED, HANDED_OVER, ACCEPTED_BY_RECIPIENT, REFUSED_BY_RECIPIENT -> "done";
            case REJECTED, FAILED, EXPIRED, RECALLED -> "fail";
        };
    }

    private static String receive(CopyState state) {
        return switch (state) {
            case ACCEPTED, SENDING, SENT, RELAYED, REJECTED, EXPIRED, RECALLED -> "";
            case CONSIGNED -> "processing";
            case HANDED_OVER, ACCEPTED_BY_RECIPIENT -> "done";
            case REFUSED_BY_RECIPIENT, FAILED -> "fail";
        };
    }

    static Unit unit(Agency agency, Directory directory, Instant now) {
        String alias =
                agency.aliases().stream().map(AgencyCode::value).findFirst().orElse(null);
        return new Unit(
                agency.code().value(),
                agency.parent() == null ? null : agency.parent().value(),
                agency.code().value(),
                agency.name(),
                alias,
                alias,
                directory.serial(),
                !agency.openAt(now),
                time(directory.issued()),
                true);
    }
}
