package vn.antin.edxml;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Marks are found; ordinary words that contain them are not. */
class SecretMarkTest {

    @ParameterizedTest
    @ValueSource(strings = {"MẬT", "mật", "Tối mật", "TUYỆT  MẬT", "Độ mật: Tối mật", "(Mật)", "TUYET MAT", " Mật. "})
    void a_field_that_is_a_mark_is_one(String value) {
        assertThat(SecretMark.isMark(value)).isTrue();
        assertThat(SecretMark.isMark(Normalizer.normalize(value, Normalizer.Form.NFD)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Lưu hành nội bộ", "Bảo mật", "Mật ong", "Không mật", "Thường"})
    void a_field_that_says_something_else_is_none(String value) {
        assertThat(SecretMark.isMark(value)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(MẬT) Kế hoạch diễn tập",
                "Kế hoạch diễn tập (mật)",
                "Kế hoạch [Tối Mật] năm 2026",
                "TUYỆT MẬT: kế hoạch phòng thủ",
                "Mật: kế hoạch phòng thủ",
                "MẬT - Kế hoạch phòng thủ",
                "TỐI MẬT KẾ HOẠCH PHÒNG THỦ",
                "Báo cáo TUYỆT MẬT về phòng thủ",
                "Báo cáo tuần - MẬT",
                "Mật"
            })
    void a_subject_under_a_mark_is_secret(String subject) {
        assertThat(SecretMark.inSubject(subject)).isTrue();
        assertThat(SecretMark.inSubject(Normalizer.normalize(subject, Normalizer.Form.NFD)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "V/v tăng cường bảo mật thông tin",
                "Quy chế BẢO MẬT hệ thống",
                "V/v đổi mật khẩu hộp thư công vụ",
                "Mật ong Xuyên Mộc được bảo hộ",
                "Báo cáo mật độ dân số",
                "Báo cáo MẬT ĐỘ dân số",
                "Thi hành Luật Bảo vệ bí mật nhà nước",
                "BAN HÀNH DANH MỤC BÍ MẬT NHÀ NƯỚC ĐỘ TUYỆT MẬT, TỐI MẬT",
                "Phụ cấp cho người làm công tác mật mã"
            })
    void an_ordinary_subject_is_not(String subject) {
        assertThat(SecretMark.inSubject(subject)).isFalse();
    }
}
