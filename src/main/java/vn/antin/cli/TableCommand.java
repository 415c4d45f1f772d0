package vn.antin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.antin.door.Messages;
import vn.antin.json.Json;

/** Prints a list that a running node or hub tells of itself, as a table or as JSON. */
abstract class TableCommand implements Callable<Integer> {

    @Mixin
    private Terminal terminal;

    @Mixin
    private ConfigOption config;

    @Option(names = "--json", descriptionKey = "json")
    private boolean json;

    private final String answer;
    private final String list;

    /**
     * Makes the command.
     *
     * @param answer what is asked for
     * @param list the member of the answer
     */
    TableCommand(String answer, String list) {
        this.answer = answer;
        this.list = list;
    }

    abstract Table rows(JsonNode told, Messages words);

    @Override
    public Integer call() {
        JsonNode told = config.observed(answer, terminal);
        if (json) {
            terminal.line(Json.pretty(told.path(list)));
        } else {
            rows(told, terminal.words()).lines().forEach(terminal::line);
        }
        return Exit.DONE;
    }
}
