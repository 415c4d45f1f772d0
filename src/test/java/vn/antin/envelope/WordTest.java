package vn.antin.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** Every value type refuses invalid values when it is made. */
class WordTest {

    @ParameterizedTest
    @ValueSource(strings = {"H06.02", "000.00.15.H51", "28.22.H17", "vxp.saas.03", "H37.DN.001", "G22"})
    void takes_agency_codes_of_every_scheme_seen(String code) {
        assertThat(new AgencyCode(code).value()).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "H06.",
                ".H06",
                "H06..02",
                "H06/02",
                "H06 02",
                "H06\n",
                "Sở",
                "a.b.c.d.e.f.g.h",
                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
            })
    void refuses_what_is_no_agency_code(String code) {
        assertThatThrownBy(() -> new AgencyCode(code))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.fault()).isEqualTo(Fault.AGENCY_CODE_FORM));
    }

    @Test
    void compares_agency_codes_without_regard_to_case() {
        assertThat(new AgencyCode("h06.02"))
                .isEqualTo(new AgencyCode("H06.02"))
                .hasSameHashCodeAs(new AgencyCode("H06.02"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "A", "a.b", "a_b", "a*", "a#", "antin.up"})
    void refuses_node_ids_that_could_name_another_queue(String id) {
        assertThatThrownBy(() -> new NodeId(id)).isInstanceOf(Refused.class);
    }

    @Test
    void makes_ids_of_version_7_that_sort_by_time() {
        EnvelopeId first = EnvelopeId.next(Clock.fixed(Instant.ofEpochMilli(0x017F22E279B0L), ZoneOffset.UTC));
        EnvelopeId second = EnvelopeId.next(Clock.fixed(Instant.ofEpochMilli(0x017F22E279B1L), ZoneOffset.UTC));

        // The prefix of the example in RFC 9562, A.6.
        assertThat(first.toString()).startsWith("017f22e2-79b0-7");
        assertThat(first.value().variant()).isEqualTo(2);
        assertThat(first).isLessThan(second);
        assertThat(EnvelopeId.of(first.toString())).isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1-1-1-1-1", "017f22e2-79b0-7cc3-98c4-dc0c0c07398", "x17f22e2-79b0-7cc3-98c4-dc0c0c07398f"})
    void refuses_what_is_no_envelope_id(String id) {
        assertThatThrownBy(() -> EnvelopeId.of(id)).isInstanceOf(Refused.class);
    }

    @Test
    void refuses_a_digest_of_another_length() {
        assertThatThrownBy(() -> Digest.of(new byte[31])).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> Digest.ofHex("00")).isInstanceOf(Refused.class);
        assertThat(Digest.sha256().hex()).isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void tells_every_fault_that_was_found() {
        Refused all = Refused.of(List.of(new Refused(Fault.NO_PART), new Refused(Fault.NO_RECIPIENT, "x")));

        assertThat(all.fault()).isEqualTo(Fault.NO_PART);
        assertThat(all.all()).extracting(Refused::fault).containsExactly(Fault.NO_PART, Fault.NO_RECIPIENT);
    }

    @Test
    void gives_every_fault_a_code_of_its_own() {
        assertThat(List.of(Fault.values())).extracting(Fault::code).doesNotHaveDuplicates();
    }
}
