package vn.antin.xml;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import vn.antin.fault.Refused;

class Utf8Test {

    @Test
    void a_byte_that_is_no_utf_8_is_refused_with_its_place() {
        byte[] xml = ("<a>" + "á".repeat(20_000) + "</a>").getBytes(StandardCharsets.UTF_8);
        Utf8.check(xml);
        xml[40_003 - 1] = (byte) 0xC3;

        assertThatThrownBy(() -> SafeXml.scan(xml, SafeXml.XmlLimits.SEALED))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("XML_MALFORMED byte 40002");
    }

    @Test
    void text_in_another_encoding_is_left_to_the_reader() {
        String xml = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><a>công văn</a>";

        assertThatCode(() -> SafeXml.scan(xml.getBytes(StandardCharsets.UTF_16), SafeXml.XmlLimits.SEALED))
                .doesNotThrowAnyException();
    }
}
