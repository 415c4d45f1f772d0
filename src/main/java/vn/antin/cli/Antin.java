package vn.antin.cli;

import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root of the command line; what it does is in its subcommands. */
@Command(
        name = "antin",
        description = "A bus for official documents between agencies.",
        mixinStandardHelpOptions = true,
        versionProvider = Antin.Version.class,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:done", "1:not done, the reason is printed", "2:wrong usage"})
public final class Antin implements Runnable {

    @Spec
    private CommandSpec spec;

    public static void main(String... args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Antin());
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command? The list is below.");
    }

    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Antin.class.getPackage().getImplementationVersion();
            return new String[] {"antin " + Objects.requireNonNullElse(version, "in development")};
        }
    }
}
