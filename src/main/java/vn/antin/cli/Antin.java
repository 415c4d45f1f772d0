package vn.antin.cli;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.antin.door.Messages;

/** The root of the command line; its subcommands do the work. */
@Command(name = "antin", versionProvider = Antin.Version.class, sortOptions = false)
public final class Antin implements Runnable {

    /** Log level of the process: only long-running processes log to the terminal. */
    private static final String LOG_LEVEL = "antin.log.level";

    private static final Set<String> LASTING = Set.of("run", "host");

    @Mixin
    private Terminal terminal;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            descriptionKey = "version")
    @SuppressWarnings("unused") // picocli handles it itself
    private boolean version;

    public static void main(String... args) {
        if (System.getProperty(LOG_LEVEL) == null && Collections.disjoint(Arrays.asList(args), LASTING)) {
            System.setProperty(LOG_LEVEL, "ERROR");
        }
        System.exit(commandLine(args).execute(args));
    }

    /** The command line in the language that these arguments select. */
    static CommandLine commandLine(String... args) {
        Messages words = Spoken.words(Spoken.language(args, System.getenv()));
        CommandFailures failures = new CommandFailures(words);
        CommandLine root = new CommandLine(new Antin())
                .addSubcommand(new RunCommand())
                .addSubcommand(new InitCommand())
                .addSubcommand(new CheckCommand())
                .addSubcommand(new StatusCommand())
                .addSubcommand(new BackupCommand())
                .addSubcommand(new RenewProofsCommand())
                .addSubcommand(new LoginLinkCommand())
                .addSubcommand(new HubCommand())
                .addSubcommand(new AuthorityCommand())
                .addSubcommand(new RenewCommand())
                .addSubcommand(new ConfirmKeyCommand())
                .addSubcommand(new RetentionCommand())
                .addSubcommand(new HoldCommand())
                .addSubcommand(new ArchiveCommand())
                .addSubcommand(new DiagnoseCommand())
                .addSubcommand(new QueuesCommand())
                .addSubcommand(new AgenciesCommand())
                .addSubcommand(new DocsCommand())
                .addSubcommand(new SendCommand())
                .addSubcommand(new InboxCommand())
                .addSubcommand(new TakeCommand())
                .addSubcommand(new AckCommand())
                .addSubcommand(new FollowupCommands.RefuseCommand())
                .addSubcommand(new FollowupCommands.ReportCommand())
                .addSubcommand(new FollowupCommands.RecallCommand())
                .addSubcommand(new TraceCommand())
                .addSubcommand(new EvidenceCommand())
                .addSubcommand(new VerifyCommand());
        groups().forEach(group -> group.commands().forEach(root::addSubcommand));

        return root.setResourceBundle(words.bundle())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler(failures)
                .setParameterExceptionHandler(failures);
    }

    static List<CommandGroup> groups() {
        return ServiceLoader.load(CommandGroup.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    @Override
    public void run() {
        throw terminal.usage("usage.which");
    }

    /** The version of this build. */
    public static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {"antin " + number()};
        }

        public static String number() {
            return Objects.requireNonNullElse(Antin.class.getPackage().getImplementationVersion(), "in development");
        }
    }
}
