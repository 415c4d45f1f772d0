package vn.antin.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.json.Json;
import vn.antin.node.OperatorFiles.OperatorCommand;

class OperatorFilesTest {

    private final List<String> done = new CopyOnWriteArrayList<>();

    @TempDir
    Path data;

    private OperatorFiles operator() {
        return new OperatorFiles(data).on("greet", this::greet);
    }

    private JsonNode greet(JsonNode values) {
        done.add(values.path("name").asText());
        if (values.path("name").asText().isEmpty()) {
            throw new Refused(Fault.FIELD_MISSING, "name");
        }
        return Json.MAPPER
                .createObjectNode()
                .put("said", "hello " + values.path("name").asText());
    }

    private OperatorCommand command(String task, String name) throws IOException {
        return new OperatorCommand(data, task, Json.MAPPER.createObjectNode().put("name", name));
    }

    @Test
    void a_command_is_done_once_and_answered_to_whom_gave_it() throws Exception {
        OperatorCommand command = command("greet", "lan");
        assertThat(files())
                .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------"));
        try (OperatorFiles operator = operator()) {
            operator.start();
            await().until(command::answered);
        }

        assertThat(command.answer().path("said").asText()).isEqualTo("hello lan");
        assertThat(done).containsExactly("lan");
        await().until(() -> files().isEmpty());
    }

    @Test
    void what_is_refused_is_refused_to_whom_gave_the_command() throws Exception {
        OperatorCommand empty = command("greet", "");
        OperatorCommand unknown = command("dance", "lan");
        Path broken = data.resolve("operator/broken.asked");
        Files.write(broken, "{".getBytes(UTF_8));
        OperatorCommand last = command("greet", "an");
        try (OperatorFiles operator = operator()) {
            operator.start();
            await().until(() -> empty.answered() && unknown.answered() && last.answered());
            await().until(() -> Files.exists(data.resolve("operator/broken.answer")));
        }

        assertThatThrownBy(empty::answer)
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.fault()).isEqualTo(Fault.FIELD_MISSING));
        assertThatThrownBy(unknown::answer).hasMessageContaining("task, dance");
        assertThat(last.answer().path("said").asText()).isEqualTo("hello an");
    }

    /** The process may have died behind the transaction: nobody knows, so a person looks. */
    @Test
    void what_a_crash_interrupted_is_not_done_again() throws Exception {
        command("greet", "lan");
        Path asked = files().get(0);
        Files.move(asked, asked.resolveSibling("0.taken"));
        OperatorCommand next = command("greet", "an");
        try (OperatorFiles operator = operator()) {
            operator.start();
            await().until(next::answered);
        }

        assertThat(done).containsExactly("an");
    }

    @Test
    void a_lasting_command_waits_for_the_start_and_is_done_again_after_a_crash() throws Exception {
        command("welcome", "lan");
        Path asked = files().get(0);
        Files.move(asked, asked.resolveSibling("0.taken"));
        OperatorCommand next = command("welcome", "an");
        try (OperatorFiles operator = operator().onLasting("welcome", this::greet)) {
            operator.start();
            await().until(() -> next.answered() && done.size() == 2);
        }

        assertThat(done).containsExactlyInAnyOrder("lan", "an");
    }

    @Test
    void a_lasting_command_that_cannot_be_done_now_is_done_later() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        OperatorCommand command = command("welcome", "lan");
        try (OperatorFiles operator = operator().onLasting("welcome", values -> {
            if (tries.incrementAndGet() < 3) {
                throw new TryLater(Fault.LEDGER_UNAVAILABLE, "");
            }
            return greet(values);
        })) {
            operator.start();
            await().until(command::answered);
        }

        assertThat(command.answer().path("said").asText()).isEqualTo("hello lan");
        assertThat(done).containsExactly("lan");
    }

    @Test
    void a_command_that_was_not_begun_can_be_taken_back() throws Exception {
        OperatorCommand command = command("greet", "lan");

        assertThat(command.withdraw()).isTrue();
        assertThat(command.withdraw()).isFalse();
        assertThat(command.answered()).isFalse();
        assertThat(files()).isEmpty();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("operator"))) {
            return files.toList();
        }
    }
}
