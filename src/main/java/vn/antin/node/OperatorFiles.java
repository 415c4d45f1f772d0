package vn.antin.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.console.login.SignIn;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.json.Json;
import vn.antin.ledger.people.AuditLog;
import vn.antin.seal.pki.PrivateFile;
import vn.antin.thread.DaemonThreads;

/**
 * The commands that an operator at this machine gives to the running hub or node, as files in the data folder: whoever
 * may write there operates the machine. A command is a file {@code ID.asked}; before it is done it becomes {@code
 * ID.taken}, so that it is done at most once, and the answer is {@code ID.answer}. A lasting command is done at least
 * once.
 */
public final class OperatorFiles implements AutoCloseable {

    /** Who gives these commands, in the audit log. */
    static final AuditLog.Actor OPERATOR = new AuditLog.Actor(SignIn.AT_MACHINE, "");

    private static final String FOLDER = "operator";
    private static final String ASKED = ".asked";
    private static final String TAKEN = ".taken";
    private static final String ANSWER = ".answer";
    private static final long LARGEST = 16L << 20;
    private static final long LOOK_MILLIS = 300;
    private static final Logger log = LoggerFactory.getLogger(OperatorFiles.class);

    private final Path folder;
    private final Map<String, Function<JsonNode, JsonNode>> tasks = new ConcurrentHashMap<>();
    private final Set<String> lasting = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService thread = DaemonThreads.scheduler("antin-operator");

    OperatorFiles(Path data) {
        this.folder = data.resolve(FOLDER);
    }

    /** Registers what does the commands of this name: it gets the values of the command and returns the answer. */
    OperatorFiles on(String task, Function<JsonNode, JsonNode> doing) {
        tasks.put(task, doing);
        return this;
    }

    /**
     * The same for commands that may be done twice: one that a crash interrupted, or that cannot be done now, is done
     * later.
     */
    OperatorFiles onLasting(String task, Function<JsonNode, JsonNode> doing) {
        lasting.add(task);
        return on(task, doing);
    }

    /**
     * The reason among the values of a command.
     *
     * @throws Refused DEED_WITHOUT_REASON
     */
    static String reason(JsonNode values) {
        String reason = values.path("reason").asText().strip();
        if (reason.isEmpty()) {
            throw new Refused(Fault.DEED_WITHOUT_REASON);
        }
        return reason;
    }

    /** Does commands from now on. Only a lasting one that a crash interrupted is done again; old answers are removed. */
    OperatorFiles start() {
        files(TAKEN).forEach(this::interrupted);
        files(ANSWER).forEach(OperatorFiles::delete);
        var unused = thread.scheduleWithFixedDelay(
                () -> files(ASKED).forEach(this::take), 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return this;
    }

    private void interrupted(Path taken) {
        log.warn("a command at this machine was interrupted: {}", taken);
        try {
            if (lasting.contains(question(taken).path("task").asText())) {
                Files.move(taken, sibling(taken, ASKED), StandardCopyOption.ATOMIC_MOVE);
            } else {
                Files.delete(taken);
            }
        } catch (IOException | Refused e) {
            log.warn("{}: {}", taken, e.toString());
            delete(taken);
        }
    }

    private List<Path> files(String ending) {
        // Three times a second, all year: the cheapest list there is.
        String[] names = folder.toFile().list();
        if (names == null) {
            if (Files.isDirectory(folder)) {
                log.warn("the commands of this machine cannot be read: {}", folder);
            }
            return List.of();
        }
        return Stream.of(names)
                .filter(name -> name.endsWith(ending))
                .sorted()
                .map(folder::resolve)
                .toList();
    }

    private void take(Path asked) {
        Path taken = sibling(asked, TAKEN);
        try {
            Files.move(asked, taken, StandardCopyOption.ATOMIC_MOVE);
            Optional<JsonNode> answer = answer(taken);
            if (answer.isEmpty()) {
                Files.move(taken, asked, StandardCopyOption.ATOMIC_MOVE);
                return;
            }
            PrivateFile.write(sibling(asked, ANSWER), Json.MAPPER.writeValueAsBytes(answer.get()));
            Files.delete(taken);
        } catch (NoSuchFileException withdrawn) {
            log.info("a command at this machine was withdrawn: {}", withdrawn.getMessage());
        } catch (IOException | RuntimeException e) {
            log.warn("a command at this machine has no answer: {}", e.toString());
        }
    }

    /** The answer; empty when a lasting command cannot be done now. */
    private Optional<JsonNode> answer(Path taken) {
        String task = "";
        try {
            JsonNode question = question(taken);
            task = question.path("task").asText();
            Function<JsonNode, JsonNode> doing = tasks.get(task);
            if (doing == null) {
                throw new Refused(Fault.FIELD_INVALID, "task", task);
            }
            log.info("command at this machine: {}", task);
            return Optional.of(doing.apply(question.path("values")));
        } catch (Refused refused) {
            return Optional.of(faults(refused.all()));
        } catch (TryLater later) {
            log.warn("command at this machine: {} cannot be done now: {}", task, later.toString());
            return lasting.contains(task)
                    ? Optional.empty()
                    : Optional.of(faults(List.of(new Refused(later.fault(), later))));
        } catch (IOException | RuntimeException e) {
            log.error("a command at this machine failed", e);
            return Optional.of(faults(List.of(new Refused(Fault.INSIDE, e))));
        }
    }

    private static JsonNode question(Path file) throws IOException {
        if (Files.size(file) > LARGEST) {
            throw new Refused(Fault.TOO_LARGE, Long.toString(Files.size(file)), Long.toString(LARGEST));
        }
        return Json.MAPPER.readTree(Files.readAllBytes(file));
    }

    private static JsonNode faults(List<Refused> all) {
        ArrayNode faults = Json.MAPPER.createArrayNode();
        all.forEach(each -> {
            ObjectNode fault = faults.addObject().put("code", each.fault().code());
            each.values().forEach(fault.putArray("values")::add);
        });
        return Json.MAPPER.createObjectNode().set("faults", faults);
    }

    private static Path sibling(Path file, String ending) {
        String name = file.getFileName().toString();
        return file.resolveSibling(name.substring(0, name.lastIndexOf('.')) + ending);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            log.warn("removing {}: {}", file, e.toString());
        }
    }

    @Override
    public void close() {
        thread.shutdown();
    }

    /** One command, from the side of the process that gives it. */
    public static final class OperatorCommand {

        private final Path asked;

        /** Hands a command to the hub or node of this data folder. */
        public OperatorCommand(Path data, String task, ObjectNode values) throws IOException {
            Path folder = Files.createDirectories(data.resolve(FOLDER));
            this.asked = folder.resolve(UUID.randomUUID() + ASKED);
            ObjectNode question = Json.MAPPER.createObjectNode().put("task", task);
            question.set("values", values);
            PrivateFile.write(asked, Json.MAPPER.writeValueAsBytes(question));
        }

        /** Whether there is an answer. */
        public boolean answered() {
            return Files.exists(sibling(asked, ANSWER));
        }

        /**
         * The answer, read once.
         *
         * @throws Refused what the hub refused
         */
        public JsonNode answer() throws IOException {
            Path file = sibling(asked, ANSWER);
            JsonNode answer = Json.MAPPER.readTree(Files.readAllBytes(file));
            Files.delete(file);
            if (answer.has("faults")) {
                List<Refused> faults = new ArrayList<>();
                answer.path("faults").forEach(fault -> faults.add(refused(fault)));
                throw Refused.of(faults);
            }
            return answer;
        }

        private static Refused refused(JsonNode fault) {
            List<String> values = new ArrayList<>();
            fault.path("values").forEach(value -> values.add(value.asText()));
            Optional<Fault> known = Fault.ofCode(fault.path("code").asText());
            return new Refused(known.orElse(Fault.INSIDE), values.toArray(String[]::new));
        }

        /** Takes the command back; false when it was begun, and may be done. */
        public boolean withdraw() throws IOException {
            return Files.deleteIfExists(asked);
        }
    }
}
