package vn.antin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.json.Json;
import vn.antin.receipt.ReceiptProvince;
import vn.antin.trial.demo.Forgery;

class VerifyCommandTest {

    private static final String SOON_AFTER = "2026-03-02T12:00:00Z";
    private static final String TEN_YEARS_ON = "2036-03-01";

    @TempDir
    Path folder;

    private final ReceiptProvince province = new ReceiptProvince();
    private Path receipt;
    private Path trust;

    @BeforeEach
    void keep_a_receipt() throws IOException {
        receipt = kept(province, province.stamped().write());
        trust = Files.writeString(folder.resolve("province.trust"), province.trust.write());
    }

    private Path kept(ReceiptProvince of, byte[] receipts) throws IOException {
        Files.createDirectories(folder.resolve("receipts").resolve("directory"));
        Files.write(folder.resolve("receipts").resolve("directory").resolve("1.xml"), of.sealedDirectory());
        return Files.write(folder.resolve("receipts").resolve("receipt.xml"), receipts);
    }

    private Run verify(Object... more) {
        List<Object> words = new ArrayList<>(List.of("verify"));
        words.addAll(List.of(more));
        return Run.of(words.toArray());
    }

    @Test
    void a_receipt_that_holds_is_0_and_one_line_with_what_the_verdict_rests_on() {
        Run run = verify(receipt, "--trust", trust, "--at", SOON_AFTER);

        assertThat(run.code()).as(run.out() + run.err()).isZero();
        assertThat(run.out().lines()).hasSize(3).last().asString().contains("SHA-256", "province.trust", "CN=tsa");
        assertThat(run.out().lines())
                .first()
                .asString()
                .contains("✔ HOLDS", "receipt.xml", "Submission accepted", "H06.16", "so-noi-vu", "time-stamp");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void ten_years_on_it_is_not_wrong_and_not_provable() {
        Run run = verify(receipt, "--trust", trust, "--at", TEN_YEARS_ON);
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.out()).contains("ANTIN-6340", "NOT PROVABLE ANY MORE");
    }

    @Test
    void a_folder_of_receipts_is_judged_whole() {
        assertThat(verify(folder.resolve("receipts"), "--trust", trust, "--at", SOON_AFTER)
                        .code())
                .isZero();
    }

    @Test
    void any_changed_byte_is_1() throws IOException {
        byte[] good = Files.readAllBytes(receipt);
        for (int i = 0; i < good.length; i += 37) {
            byte[] changed = good.clone();
            changed[i] ^= 1;
            Files.write(receipt, changed);
            assertThat(verify(receipt, "--trust", trust, "--at", SOON_AFTER).code())
                    .as("byte " + i)
                    .isEqualTo(1);
        }
    }

    @Test
    void a_forged_time_is_told_to_stand_in_no_log() throws IOException {
        Files.write(receipt, Forgery.of(Files.readAllBytes(receipt)));

        Run run = verify(receipt, "--trust", trust, "--at", SOON_AFTER);

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("✘ BROKEN", "[proof in the log] ANTIN-6301");
    }

    @Test
    void a_receipt_under_another_authority_of_the_same_name_is_1() throws IOException {
        ReceiptProvince impostor = new ReceiptProvince();
        kept(impostor, impostor.stamped().write());

        assertThat(verify(receipt, "--trust", trust, "--at", SOON_AFTER).code()).isEqualTo(1);
    }

    @Test
    void without_a_pinned_authority_it_is_3_and_never_0() throws IOException {
        Path nobody = Files.writeString(folder.resolve("nobody.trust"), "# nobody\n");

        assertThat(verify(receipt, "--at", SOON_AFTER).code()).isEqualTo(3);
        Run run = verify(receipt, "--trust", nobody, "--at", SOON_AFTER);
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err()).contains("No authority is pinned");
    }

    @Test
    void without_the_directory_or_without_a_receipt_it_is_3() throws IOException {
        Files.delete(folder.resolve("receipts").resolve("directory").resolve("1.xml"));
        assertThat(verify(receipt, "--trust", trust, "--at", SOON_AFTER).code()).isEqualTo(3);

        Files.delete(receipt);
        assertThat(verify(folder.resolve("receipts"), "--trust", trust).code()).isEqualTo(3);
    }

    @Test
    void what_is_not_there_or_not_understood_is_2() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.trust"), "no certificate");

        assertThat(verify().code()).isEqualTo(2);
        assertThat(verify(folder.resolve("gone.xml"), "--trust", trust).code()).isEqualTo(2);
        assertThat(verify(receipt, "--trust", broken).code()).isEqualTo(2);
        assertThat(verify(receipt, "--trust", trust, "--at", "tomorrow").code()).isEqualTo(2);
    }

    @Test
    void machines_read_the_same_in_json() throws IOException {
        JsonNode good = Json.MAPPER.readTree(
                verify(receipt, "--trust", trust, "--at", SOON_AFTER, "--json").out());
        assertThat(good.path("outcome").asText()).isEqualTo("HOLDS");
        assertThat(good.at("/files/0/receipts/0/event").asText()).isEqualTo("SubmissionAcceptance");

        Files.write(receipt, Forgery.of(Files.readAllBytes(receipt)));
        JsonNode bad = Json.MAPPER.readTree(
                verify(receipt, "--trust", trust, "--at", SOON_AFTER, "--json").out());
        assertThat(bad.path("outcome").asText()).isEqualTo("BROKEN");
        assertThat(bad.at("/files/0/faults/0/code").asText()).isEqualTo("ANTIN-6301");
    }
}
