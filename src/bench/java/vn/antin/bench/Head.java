package vn.antin.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import vn.antin.cli.Antin;
import vn.antin.json.Json;

/** The head of a report: time, machine, versions and options. */
final class Head {

    private Head() {}

    static ObjectNode of(String command, int repeat) {
        return Json.MAPPER
                .createObjectNode()
                .put("command", command)
                .put(
                        "started",
                        Clock.systemUTC()
                                .instant()
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString())
                .put("machine", MachineInfo.words())
                .put("antin", Antin.Version.number())
                .put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"))
                .put("disk", disk())
                .put("repeat", repeat);
    }

    /** The file system of ledgers and journals, which decides what a flush costs. */
    private static String disk() {
        try {
            return Files.getFileStore(Path.of(System.getProperty("java.io.tmpdir")))
                    .type();
        } catch (java.io.IOException e) {
            return "?"; // reported as unknown
        }
    }
}
