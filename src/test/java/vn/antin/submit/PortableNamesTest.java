package vn.antin.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.directory.Directory;
import vn.antin.directory.Edition;
import vn.antin.directory.NodeEntry;
import vn.antin.door.SafeName;
import vn.antin.edxml.BusinessHeader;
import vn.antin.edxml.EdxmlFile;
import vn.antin.edxml.EdxmlWriter;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.PackageSignature;
import vn.antin.envelope.PortableName;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** A file that Windows cannot store is refused at its sender, inside packages too; an arrived file gets a safe name. */
class PortableNamesTest {

    private static final AgencyCode FROM = new AgencyCode("H06.11");
    private static final Instant NOON = Instant.parse("2026-11-24T05:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);
    private static final Intake.IntakeLimits LIMITS =
            new Intake.IntakeLimits(1 << 20, PackageSignature.Policy.NONE, 1 << 16, 10, 10, 1 << 20);
    private static final Directory NOBODY = new Directory(new Edition(
            1,
            "x",
            NOON,
            NOON.plusSeconds(60),
            List.of(new NodeEntry(new NodeId("hub"), true, List.of())),
            List.of(),
            List.of(),
            List.of()));

    private static Draft packed(String name) {
        BusinessHeader header = BusinessHeader.letter(
                new BusinessHeader.HeaderParty(FROM, "Sở"),
                List.of(new BusinessHeader.HeaderParty(new AgencyCode("H06.12"), "Sở khác")),
                "H06.11,2026/11/24,1/CV",
                "1",
                "CV",
                LocalDate.of(2026, 11, 24),
                new BusinessHeader.DocumentType(1, 1, "Công văn"),
                "V/v thử");
        byte[] edxml = EdxmlWriter.write(
                header,
                List.of(new EdxmlFile(name, "application/pdf", "", () -> new ByteArrayInputStream(new byte[] {1}))),
                NOON);
        return Draft.of(new Submission.Edxml(FROM, null, edxml), LIMITS, NOBODY, CLOCK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CON",
                "nul.txt",
                "Aux.tar.gz",
                "COM1",
                "lpt9.pdf",
                "com\u00B9.doc",
                "bao cao.",
                "a:b",
                "a?.pdf",
                "a*.pdf",
                "a<b>.pdf",
                "a|b",
                "\"a\".pdf",
                "prn .txt"
            })
    void a_name_that_windows_cannot_hold_is_refused_inside_a_package(String name) {
        Throwable refused = catchThrowable(() -> packed(name));

        assertThat(refused)
                .isInstanceOfSatisfying(
                        Refused.class, each -> assertThat(each.fault()).isEqualTo(Fault.FILE_NAME));
        assertThat(PortableName.is(SafeName.of(1, name)))
                .as(SafeName.of(1, name))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Công văn 812.pdf", "con dấu.pdf", "console.txt", "COM10.doc", ".gitignore", "nul-1.txt", "a..b"
            })
    void a_name_that_only_looks_like_one_is_taken(String name) {
        assertThat(packed(name).plainParts().get(0).name()).isEqualTo(name);
    }
}
