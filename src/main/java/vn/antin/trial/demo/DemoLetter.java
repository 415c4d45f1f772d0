package vn.antin.trial.demo;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import vn.antin.edxml.BusinessHeader;
import vn.antin.edxml.EdxmlFile;
import vn.antin.edxml.EdxmlWriter;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Urgency;
import vn.antin.envelope.VietnamTime;

/** An official letter of the department of home affairs as an edXML package. */
public record DemoLetter(String code, String subject, byte[] edxml) {

    private static final BusinessHeader.DocumentType OFFICIAL_LETTER =
            new BusinessHeader.DocumentType(2, 18, "Công văn");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy/MM/dd");

    /** The letter with this number, from the first of these parties to the others. */
    public static DemoLetter write(
            int number, BusinessHeader.HeaderParty from, List<BusinessHeader.HeaderParty> to, Instant now) {
        LocalDate today = ZonedDateTime.ofInstant(now, VietnamTime.ZONE).toLocalDate();
        String subject = "V/v rà soát, cập nhật danh sách đầu mối tiếp nhận văn bản điện tử năm " + today.getYear();
        String code = number + "/SNV-CCHC";
        BusinessHeader header = BusinessHeader.letter(
                        from,
                        to,
                        from.code() + "," + DAY.format(today) + "," + code,
                        Integer.toString(number),
                        "SNV-CCHC",
                        today,
                        OFFICIAL_LETTER,
                        subject)
                .with(
                        "Bà Rịa - Vũng Tàu",
                        "Đề nghị các cơ quan rà soát danh sách đầu mối và phản hồi trước thời hạn.",
                        new BusinessHeader.HeaderSigner("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Nguyễn Minh An"),
                        Optional.of(today.plusDays(10)),
                        Urgency.URGENT);
        List<EdxmlFile> files = List.of(
                file(
                        "Công văn " + number + "-SNV-CCHC.pdf",
                        "application/pdf",
                        "Công văn",
                        letter(code, subject, today)),
                file("Danh sách đầu mối.txt", "text/plain", "Phụ lục", annex(to)));
        return new DemoLetter(code, subject, EdxmlWriter.write(header, files, now));
    }

    public static BusinessHeader.HeaderParty party(String code, String name) {
        return new BusinessHeader.HeaderParty(new AgencyCode(code), name);
    }

    private static byte[] letter(String code, String subject, LocalDate today) {
        return DemoPdf.page(List.of(
                "UBND TỈNH BÀ RỊA - VŨNG TÀU          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                "              SỞ NỘI VỤ                                           Độc lập - Tự do - Hạnh phúc",
                "",
                "Số: " + code + "                Bà Rịa - Vũng Tàu, ngày " + today.getDayOfMonth() + " tháng "
                        + today.getMonthValue() + " năm " + today.getYear(),
                subject,
                "",
                "Để việc gửi, nhận văn bản điện tử giữa các cơ quan được thông suốt, Sở Nội vụ đề nghị",
                "quý cơ quan rà soát danh sách đầu mối tiếp nhận tại phụ lục kèm theo, bổ sung thông tin",
                "còn thiếu và phản hồi trước ngày " + today.plusDays(10).getDayOfMonth() + "/"
                        + today.plusDays(10).getMonthValue() + "/"
                        + today.plusDays(10).getYear() + ".",
                "",
                "                                                                    KT. GIÁM ĐỐC",
                "                                                                    PHÓ GIÁM ĐỐC",
                "                                                                    Nguyễn Minh An"));
    }

    private static byte[] annex(List<BusinessHeader.HeaderParty> to) {
        StringBuilder text = new StringBuilder("DANH SÁCH ĐẦU MỐI TIẾP NHẬN VĂN BẢN ĐIỆN TỬ\n\n");
        to.forEach(party ->
                text.append(party.code()).append('\t').append(party.name()).append("\tVăn phòng – bộ phận văn thư\n"));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static EdxmlFile file(String name, String type, String description, byte[] bytes) {
        return new EdxmlFile(name, type, description, () -> new ByteArrayInputStream(bytes));
    }
}
