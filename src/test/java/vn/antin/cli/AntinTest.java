package vn.antin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.door.Language;

class AntinTest {

    @Test
    void tells_its_version() {
        Run run = Run.of("--version");

        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith("antin ");
    }

    @Test
    void explains_itself_in_both_languages() {
        assertThat(Run.of("--help").out()).contains("Usage: antin", "Exit codes:", "verify");
        assertThat(Run.in("vi", "--help").out()).contains("Cách dùng: antin", "Mã thoát:", "biên nhận");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "demo reform",
                "demo life",
                "cut",
                "restore",
                "backup",
                "renew-proofs",
                "login-link",
                "hub",
                "hub add",
                "hub rename",
                "hub recode",
                "hub close",
                "hub merge",
                "hub split",
                "hub move",
                "hub set",
                "hub import",
                "hub join-file",
                "diagnose",
                "run",
                "init",
                "init hub",
                "init node",
                "check",
                "send",
                "inbox",
                "take",
                "ack",
                "trace",
                "evidence",
                "verify",
                "bench",
                "bench throughput",
                "bench verify",
                "bench line",
                "bench memory",
                "bench cold",
                "bench growth",
                "bench province",
                "bench stalls",
                "bench all"
            })
    void every_command_explains_itself_and_its_exit_codes(String command) {
        for (String language : List.of("vi", "en")) {
            Object[] words = (command + " --help").split(" ");
            Run run = Run.in(language, words);

            assertThat(run.code()).isZero();
            assertThat(run.out()).contains("antin " + command, "  0  ", "  1  ", "  2  ", "--lang");
            assertThat(run.err()).isEmpty();
        }
    }

    @Test
    void without_a_command_is_wrong_usage() {
        Run run = Run.of();

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("A command is missing");
    }

    @Test
    void what_is_missing_or_unknown_is_told_in_a_sentence() {
        assertThat(Run.of("run").err()).contains("Missing: --config.", "antin run --help");
        assertThat(Run.in("vi", "trace", "x", "--nhanh").err()).contains("Không hiểu: --nhanh");
        assertThat(Run.of("send", "a.pdf", "--to", "H06.02").err()).contains("Missing: --subject");
        assertThat(Run.of("trace").code()).isEqualTo(2);
    }

    @Test
    void the_language_is_asked_for_or_the_environments_or_vietnamese() {
        assertThat(Spoken.language(new String[] {"--lang", "en"}, Map.of())).isEqualTo(Language.EN);
        assertThat(Spoken.language(new String[] {"--lang=vi"}, Map.of("LANG", "en_US.UTF-8")))
                .isEqualTo(Language.VI);
        assertThat(Spoken.language(new String[] {"inbox"}, Map.of("LANG", "en_GB.UTF-8")))
                .isEqualTo(Language.EN);
        assertThat(Spoken.language(new String[] {"inbox"}, Map.of("LANG", "C.UTF-8")))
                .isEqualTo(Language.VI);
    }
}
