package vn.antin.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Refused;

class AgencyListTest {

    private static final String HEADER = String.join(
            ",",
            AgencyList.LEVEL,
            AgencyList.NAME,
            AgencyList.PARENT,
            AgencyList.ALIAS,
            AgencyList.CODE,
            AgencyList.LINE);
    private static final String TOP = "1,UBND tỉnh,,000.00.00.H06,H06,10";

    @Test
    void reads_the_whole_province() {
        List<Agency> agencies = AgencyList.read(Path.of("config/brvt-agencies.csv"));
        Map<AgencyCode, Agency> byCode = agencies.stream().collect(Collectors.toMap(Agency::code, Function.identity()));

        assertThat(agencies).hasSize(112);
        Agency ward = byCode.getOrDefault(new AgencyCode("H06.31.01"), agencies.get(0));
        assertThat(ward.name()).isEqualTo("UBND phường 1");
        assertThat(ward.aliases()).containsExactly(new AgencyCode("000.01.31.H06"));
        assertThat(ward.parent()).isEqualTo(new AgencyCode("H06.31"));
        assertThat(ward.level()).isEqualTo(3);
        assertThat(ward.lineMbit()).isEqualTo(4);
        assertThat(agencies).filteredOn(each -> each.parent() == null).hasSize(1);
    }

    @Test
    void gives_every_agency_of_the_province_a_node_of_its_own() {
        List<Agency> agencies = AgencyList.read(Path.of("config/brvt-agencies.csv"));
        List<NodeId> nodes = agencies.stream()
                .map(agency -> AgencyList.nodeIdFor(agency, agencies))
                .toList();
        assertThat(nodes).doesNotHaveDuplicates().contains(new NodeId("so-noi-vu"), new NodeId("ubnd-phuong-1"));
    }

    @ParameterizedTest
    @CsvSource({
        "Sở Nội vụ, so-noi-vu",
        "UBND xã Phước Hải, ubnd-xa-phuoc-hai",
        "UBND huyện Đất Đỏ, ubnd-huyen-dat-do",
        "Sở Lao động - Thương binh và Xã hội, so-lao-dong-thuong-binh-va-xa-hoi",
        "  Ban (QL) các KCN!, ban-ql-cac-kcn"
    })
    void a_name_becomes_letters_digits_and_hyphens(String name, String slug) {
        assertThat(AgencyList.slug(name)).isEqualTo(slug);
    }

    @Test
    void agencies_of_one_name_are_told_apart_by_their_codes() throws IOException {
        List<Agency> agencies = AgencyList.read(new StringReader(String.join(
                "\n",
                HEADER,
                TOP,
                "2,UBND xã Long Mỹ,H06,000.00.01.H06,H06.01,4",
                "2,UBND xã Long Mỹ,000.00.00.H06,000.00.02.H06,H06.02,4",
                "2,***,H06,000.00.03.H06,H06.03,4")));
        assertThat(agencies)
                .extracting(agency -> AgencyList.nodeIdFor(agency, agencies).value())
                .containsExactly("ubnd-tinh", "ubnd-xa-long-my-h06-01", "ubnd-xa-long-my-h06-02", "h06-03");
    }

    @Test
    void tells_every_faulty_line_by_its_number() {
        String csv = String.join(
                "\n",
                HEADER,
                TOP,
                "two,UBND xã A,H06,000.00.01.H06,H06.01,4",
                "2,UBND xã B,H07,000.00.02.H06,H06.02,4",
                "2,UBND xã C,H06,000.00.03.H06,H06,4",
                "2,UBND xã D,H06,000.00.04.H06,H06..04,4",
                "2,,H06,000.00.05.H06,H06.05,4",
                "2,UBND xã E,H06",
                "2,UBND xã F,H06,000.00.06.H06,H06.06,0");
        Refused refused = catchThrowableOfType(Refused.class, () -> AgencyList.read(new StringReader(csv)));
        assertThat(refused.all())
                .extracting(each -> each.values().get(0).replaceAll(":.*", ""))
                .containsExactly("line 3", "line 4", "line 5", "line 6", "line 7", "line 8", "line 9");
    }

    @Test
    void refuses_a_list_without_its_columns_and_one_that_is_not_there() {
        assertThatThrownBy(() -> AgencyList.read(new StringReader("name,code\nA,B\n")))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("no column");
        assertThatThrownBy(() -> AgencyList.read(Path.of("config/none.csv"))).isInstanceOf(Refused.class);
    }
}
