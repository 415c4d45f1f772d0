package vn.antin.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.stream.Stream;
import picocli.CommandLine;

/** The exit code and output of a command. */
public record Run(int code, String out, String err) {

    /** In English, whatever the environment says. */
    public static Run of(Object... words) {
        return in("en", words);
    }

    public static Run in(String language, Object... words) {
        String[] args = Stream.concat(Arrays.stream(words).map(Object::toString), Stream.of("--lang", language))
                .toArray(String[]::new);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Antin.commandLine(args).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int code = line.execute(args);
        return new Run(code, out.toString(), err.toString());
    }
}
