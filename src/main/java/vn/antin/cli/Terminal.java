package vn.antin.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import vn.antin.door.Errors;
import vn.antin.door.Language;
import vn.antin.door.Messages;
import vn.antin.envelope.Mode;
import vn.antin.fault.Fault;

/** Common to every command: help, language, standard output and standard error. */
public final class Terminal {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            descriptionKey = "help")
    @SuppressWarnings("unused") // picocli handles it itself
    private boolean help;

    @Option(names = "--lang", paramLabel = "vi|en", descriptionKey = "lang")
    @SuppressWarnings("unused") // read before the command line is parsed, so that parse errors use it, too
    private @Nullable Language language;

    public Messages words() {
        return Messages.of(Objects.requireNonNull(spec.resourceBundle(), "every command has its words"));
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    public PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Prints a sentence of the message bundle on standard output. */
    public void say(String key, Object... values) {
        line(words().say(key, values));
    }

    public synchronized void line(String text) {
        out().println(text);
        out().flush();
    }

    /**
     * Marks test mode on standard error, so that standard output stays machine-readable; prints nothing in production.
     */
    public void stamp(Mode mode) {
        if (mode == Mode.TEST) {
            err().println(words().say("mode.test", Mode.STAMP));
            err().flush();
        }
    }

    /** Prints a fault on standard error: code, sentence, remedy. */
    void fault(Fault fault, List<String> values) {
        fault(fault.code(), sentence(fault, values) + " " + remedy(fault));
    }

    void fault(String code, String sentence) {
        err().println(code + " " + sentence);
        err().flush();
    }

    String sentence(Fault fault, List<String> values) {
        return errors().sentence(fault, values, words().language());
    }

    private String remedy(Fault fault) {
        return errors().of(fault).remedy().in(words().language());
    }

    private static Errors errors() {
        return Errors.load();
    }

    /** Wrong usage, as a sentence of the message bundle; exit code 2. */
    public ParameterException usage(String key, Object... values) {
        return new ParameterException(spec.commandLine(), words().say(key, values));
    }
}
