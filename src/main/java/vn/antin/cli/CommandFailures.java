package vn.antin.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;
import vn.antin.door.Errors;
import vn.antin.door.Messages;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;

/** Prints every failure as one sentence and an exit code, never as a stack trace. */
final class CommandFailures implements IExecutionExceptionHandler, IParameterExceptionHandler {

    private final Messages words;
    private final Errors errors = Errors.load();

    CommandFailures(Messages words) {
        this.words = words;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (failure instanceof Refused refused) {
            refused.all().forEach(each -> tell(err, each.fault(), each.values()));
        } else if (failure instanceof TryLater later) {
            tell(err, later.fault(), List.of());
            err.println("  " + detail(later));
        } else if (failure instanceof Answered answered) {
            err.println(answered.code() + " " + answered.getMessage());
        } else if (failure instanceof IOException || failure instanceof UncheckedIOException) {
            tell(err, Fault.FILE_MISSING, List.of(detail(failure)));
        } else {
            tell(err, Fault.INSIDE, List.of());
            err.println("  " + detail(failure));
        }
        err.flush();
        return Exit.NOT_DONE;
    }

    private void tell(PrintWriter err, Fault fault, List<String> values) {
        err.println(fault.code() + " " + errors.sentence(fault, values, words.language()) + " "
                + errors.of(fault).remedyHere().in(words.language()));
    }

    private static String detail(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String said = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return said.replaceAll("\\p{Cntrl}+", " ");
    }

    @Override
    public int handleParseException(ParameterException wrong, String[] args) {
        CommandLine command = wrong.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println(sentence(wrong));
        command.getErr().println(words.say("usage.see", name));
        command.getErr().flush();
        return Exit.USAGE;
    }

    private String sentence(ParameterException wrong) {
        if (wrong instanceof MissingParameterException missing
                && !missing.getMissing().isEmpty()) {
            return words.say(
                    "usage.missing",
                    String.join(
                            ", ",
                            missing.getMissing().stream()
                                    .map(each -> each.isOption()
                                            ? ((CommandLine.Model.OptionSpec) each).longestName()
                                            : each.paramLabel())
                                    .toList()));
        }
        if (wrong instanceof UnmatchedArgumentException unknown) {
            return words.say("usage.unknown", String.join(" ", unknown.getUnmatched()));
        }
        String why = String.valueOf(wrong.getMessage());
        return wrong.getArgSpec() == null ? why : words.say("usage.wrong", why);
    }
}
