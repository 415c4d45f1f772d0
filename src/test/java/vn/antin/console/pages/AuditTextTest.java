package vn.antin.console.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.antin.console.web.Names;
import vn.antin.console.web.PageModel;
import vn.antin.console.web.TemplateRenderer;
import vn.antin.door.Language;
import vn.antin.door.Messages;
import vn.antin.envelope.AgencyCode;
import vn.antin.ledger.people.AuditLog.AuditEntry;

/** The audit log needs no knowledge of the program's identifiers. */
class AuditTextTest {

    private static final Instant NOW = Instant.parse("2026-12-01T02:12:00Z");

    private final AuditText text = new AuditText(
            new PageModel(
                    Messages.in(Language.VI, TemplateRenderer.class, "console"),
                    null,
                    "",
                    "/console/audit",
                    "Tỉnh",
                    Set.of(),
                    NOW,
                    0),
            new Names(Map.of(new AgencyCode("H06.02"), "Sở Nội vụ")));

    private static AuditEntry entry(String what, String subject, String detail) {
        return new AuditEntry(1, NOW, "lan", "10.1.1.7", what, subject, "", detail);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "LINK | thanh-tra | AUDITOR | thanh-tra | Thanh tra, kiểm toán",
                "CHANGED_ROLE | lan | VIEWER -> ADMIN | lan | Người xem → Quản trị viên",
                "GRANTED_ROLE | lan VIEWER -> ADMIN | asked by an: nghỉ hưu | lan Người xem → Quản trị viên"
                        + " | an đề nghị: nghỉ hưu",
                "GRANTED_DIRECTORY | CLOSE_AGENCY H06.02 | asked by machine: NQ 12 | Ngừng hoạt động H06.02"
                        + " | machine đề nghị: NQ 12",
                "RENAME_AGENCY | H06.02 | 12: RENAMED H06.02 Sở Mới | H06.02 | 12: đổi tên H06.02 Sở Mới",
                "VERIFIED | 0a1b | BROKEN | 0a1b | ✘ SAI",
                "LOOKED | register | direction=OUT&state=EXPIRED&agency=H06.02&from=2026-12-01&document=812%2FSNV"
                        + " | Sổ biên nhận | Chiều: Gửi đi; Trạng thái: Hết hạn; Cơ quan gửi/nhận:"
                        + " Sở Nội vụ (H06.02); Từ ngày: 2026-12-01; Số, ký hiệu hoặc mã trên trục: 812/SNV",
                "LOOKED | '' | content shown | Tổng quan | đang được xem nội dung",
                "LOOKED | register-export/csv | '' | Sổ biên nhận (CSV) | ''",
                "EXPORTED | month.xlsx | 2026-11 | Báo cáo tháng (XLSX) | 2026-11",
                "SILENCE_ALERT | DISK | 2026-12-01T05:00:00Z | Ổ đĩa | đến 01/12/2026 12:00:00",
                "LOGIN | lan | LDAP | lan | danh bạ (LDAP)",
                "DIAGNOSE | '' | 12345 B | '' | '12,3 kB'"
            })
    void a_row_is_told_in_words(String what, String subject, String detail, String said, String more) {
        AuditEntry entry = entry(what, subject == null ? "" : subject, detail == null ? "" : detail);

        assertThat(List.of(text.subject(entry), text.detail(entry))).containsExactly(said, more);
    }
}
