package vn.antin.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vn.antin.console.pages.RegisterQuery;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.directory.DirectoryAct;
import vn.antin.directory.Edition;
import vn.antin.directory.NodeEntry;
import vn.antin.door.Language;
import vn.antin.door.Messages;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Operation;
import vn.antin.envelope.Urgency;
import vn.antin.ledger.Direction;
import vn.antin.ledger.query.DocumentLine;

class NamesTest {

    private final Names names = new Names(Map.of(
            new AgencyCode("H06.02"), "Sở Nội vụ",
            new AgencyCode("H06.33"), "UBND huyện Châu Đức",
            new AgencyCode("H06.33.03"), "UBND xã Bình Ba"));

    @Test
    void a_name_that_is_of_several_agencies_or_of_none_is_told_and_not_passed_over() {
        assertThat(names.unclear("so noi vu")).isFalse();
        assertThat(names.unclear("H06.02")).isFalse();
        assertThat(names.unclear("")).isFalse();
        assertThat(names.unclear("ủy ban xã")).isTrue();
        assertThat(names.like("ủy ban xã")).isEmpty();
        assertThat(names.unclear("ubnd ")).isTrue();
        assertThat(names.like("ubnd ")).containsExactly("UBND huyện Châu Đức", "UBND xã Bình Ba");
    }

    @Test
    void a_renamed_agency_keeps_its_name_in_lists_of_the_past() {
        AgencyCode code = new AgencyCode("H06.11");
        Agency agency =
                new Agency(code, List.of(), "Sở Hai", null, null, 2, 10, null, null, null, true, true, null, null);
        Instant once = Instant.parse("2027-03-01T00:00:00Z");
        Instant again = Instant.parse("2029-03-01T00:00:00Z");
        Edition edition = Edition.first("Tỉnh", Instant.EPOCH, again.plusSeconds(1))
                .withNode(new NodeEntry(new NodeId("hub"), true, List.of()))
                .withAgencies(List.of(agency));
        edition = new DirectoryAct.RenameAgency(code, "Sở Ba").apply(edition, once);
        edition = new DirectoryAct.RenameAgency(code, "Sở Bốn").apply(edition, again);
        Names renamed = Names.in(new Directory(edition));

        assertThat(renamed.of(code, once.minusMillis(1))).isEqualTo("Sở Hai");
        assertThat(renamed.of(code, once)).isEqualTo("Sở Ba");
        assertThat(renamed.told(code, again.minusMillis(1))).isEqualTo("Sở Ba (H06.11)");
        assertThat(renamed.of(code, again)).isEqualTo("Sở Bốn");
        assertThat(renamed.of(code)).isEqualTo("Sở Bốn");
        assertThat(renamed.written("so hai")).isEqualTo("H06.11");
    }

    @Test
    void an_export_names_the_agency_it_was_filtered_by() {
        PageModel view = new PageModel(
                Messages.in(Language.VI, TemplateRenderer.class, "console"),
                null,
                "",
                "",
                "Tỉnh",
                Set.of(),
                Instant.EPOCH,
                0);
        RegisterQuery ask = new RegisterQuery("OUT", "", "", "H06.02", "", "", "", "", false, false, false);

        assertThat(ask.told(view, names)).isEqualTo("Chiều: Gửi đi; Cơ quan gửi/nhận: Sở Nội vụ (H06.02)");
    }

    @Test
    void a_report_has_no_number_and_is_called_a_report() {
        PageModel view = new PageModel(
                Messages.in(Language.VI, TemplateRenderer.class, "console"),
                null,
                "",
                "",
                "Tỉnh",
                Set.of(),
                Instant.EPOCH,
                0);

        assertThat(view.named(line(Operation.STATUS, null))).isEqualTo("Báo cáo trạng thái");
        assertThat(view.named(line(Operation.NEW, "H06.02,2026/12/01,812/SNV-CCHC")))
                .isEqualTo("812/SNV-CCHC ngày 01/12/2026");
    }

    private static DocumentLine line(Operation operation, @Nullable String documentId) {
        return new DocumentLine(
                EnvelopeId.of("01a23031-103c-7a67-a525-2ccf56f2db9f"),
                Direction.IN,
                new AgencyCode("H06.02"),
                List.of(),
                documentId,
                null,
                Urgency.NORMAL,
                operation,
                Instant.EPOCH,
                Instant.EPOCH,
                Instant.EPOCH,
                Map.of(),
                false);
    }
}
