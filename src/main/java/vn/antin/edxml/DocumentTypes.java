package vn.antin.edxml;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;

/** The types of administrative documents: class 2 of DocumentType, whose TypeDetail is the index in this list. */
public final class DocumentTypes {

    private static final int ADMINISTRATIVE = 2;

    private static final List<String> NAMES = List.of(
            "Nghị quyết",
            "Quyết định",
            "Chỉ thị",
            "Quy chế",
            "Quy định",
            "Thông cáo",
            "Thông báo",
            "Hướng dẫn",
            "Chương trình",
            "Kế hoạch",
            "Phương án",
            "Đề án",
            "Dự án",
            "Báo cáo",
            "Biên bản",
            "Tờ trình",
            "Hợp đồng",
            "Công văn",
            "Công điện",
            "Bản ghi nhớ",
            "Bản cam kết",
            "Bản thỏa thuận",
            "Giấy chứng nhận",
            "Giấy ủy quyền",
            "Giấy mời",
            "Giấy giới thiệu",
            "Giấy nghỉ phép",
            "Giấy đi đường",
            "Giấy biên nhận hồ sơ",
            "Phiếu gửi",
            "Phiếu chuyển",
            "Thư công");

    private DocumentTypes() {}

    /** An administrative document of this type; one that is not in the list gets 0, "not given". */
    public static BusinessHeader.DocumentType administrative(String name) {
        String words = Normalizer.normalize(name.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        int place = 0;
        for (int i = 0; i < NAMES.size() && place == 0; i++) {
            place = NAMES.get(i).toLowerCase(Locale.ROOT).equals(words) ? i + 1 : 0;
        }
        return new BusinessHeader.DocumentType(ADMINISTRATIVE, place, name);
    }
}
