package vn.antin.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vn.antin.directory.AgencyList;
import vn.antin.directory.DirectoryAct;
import vn.antin.directory.DirectoryAct.AddAgency;
import vn.antin.directory.DirectoryAct.AdmitAuthority;
import vn.antin.directory.DirectoryAct.CloseAgency;
import vn.antin.directory.DirectoryAct.DismissAuthority;
import vn.antin.directory.DirectoryAct.ImportAgencies;
import vn.antin.directory.DirectoryAct.MergeAgencies;
import vn.antin.directory.DirectoryAct.MoveAgency;
import vn.antin.directory.DirectoryAct.MoveHub;
import vn.antin.directory.DirectoryAct.RecodeAgency;
import vn.antin.directory.DirectoryAct.RejoinNode;
import vn.antin.directory.DirectoryAct.RenameAgency;
import vn.antin.directory.DirectoryAct.RenewAuthority;
import vn.antin.directory.DirectoryAct.RenewDirectory;
import vn.antin.directory.DirectoryAct.RenewTimeStamp;
import vn.antin.directory.DirectoryAct.ResumeNode;
import vn.antin.directory.DirectoryAct.RevokeNode;
import vn.antin.directory.DirectoryAct.SetAgency;
import vn.antin.directory.DirectoryAct.SetList;
import vn.antin.directory.DirectoryAct.SplitAgency;
import vn.antin.directory.DirectoryAct.StopNode;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;
import vn.antin.node.config.Config;
import vn.antin.node.config.ConfigFile;

/** The commands that change one agency, or a few, in the directory of the province. */
final class HubActs {

    private HubActs() {}

    /** A command about one agency. */
    private abstract static class AgencyCommand extends HubActCommand {

        @Parameters(index = "0", paramLabel = "CODE", descriptionKey = "hub.code")
        private String written;

        AgencyCode code() {
            return new AgencyCode(written);
        }
    }

    /** A command about one agency that stops to exist. */
    private abstract static class EndCommand extends AgencyCommand {

        @Option(names = "--pass-on", descriptionKey = "hub.pass-on")
        boolean passOn;

        @Option(names = "--from", paramLabel = "DATE", descriptionKey = "hub.from")
        @Nullable
        String from;
    }

    /** Adds an agency. */
    @Command(name = "add", sortOptions = false)
    static final class AddCommand extends AgencyCommand {

        @Parameters(index = "1", paramLabel = "NAME", descriptionKey = "hub.name")
        private String name;

        @Option(names = "--alias", paramLabel = "CODE", descriptionKey = "hub.alias")
        private @Nullable String alias;

        @Option(names = "--parent", paramLabel = "CODE", descriptionKey = "hub.parent")
        private @Nullable String parent;

        @Option(names = "--level", paramLabel = "N", defaultValue = "3", descriptionKey = "hub.level")
        private int level;

        @Option(names = "--line", paramLabel = "MBIT", defaultValue = "10", descriptionKey = "hub.line")
        private int line;

        @Option(names = "--node", paramLabel = "NODE", descriptionKey = "hub.node")
        private @Nullable String node;

        @Option(names = "--from", paramLabel = "DATE", descriptionKey = "hub.from")
        private @Nullable String from;

        @Override
        DirectoryAct act() {
            return new AddAgency(code(), code(alias), name, code(parent), level, line, node(node), moment(from));
        }
    }

    /** Gives an agency another name. */
    @Command(name = "rename", sortOptions = false)
    static final class RenameCommand extends AgencyCommand {

        @Parameters(index = "1", paramLabel = "NAME", descriptionKey = "hub.name")
        private String name;

        @Override
        DirectoryAct act() {
            return new RenameAgency(code(), name);
        }
    }

    /** Gives an agency another code. */
    @Command(name = "recode", sortOptions = false)
    static final class RecodeCommand extends AgencyCommand {

        @Parameters(index = "1", paramLabel = "NEW", descriptionKey = "hub.now")
        private String now;

        @Override
        DirectoryAct act() {
            return new RecodeAgency(code(), new AgencyCode(now));
        }
    }

    /** Closes an agency. */
    @Command(name = "close", sortOptions = false)
    static final class CloseCommand extends EndCommand {

        @Option(names = "--successor", paramLabel = "CODE", descriptionKey = "hub.successor")
        private @Nullable String successor;

        @Override
        DirectoryAct act() {
            return new CloseAgency(code(), code(successor), passOn, moment(from));
        }
    }

    /** Merges agencies into another. */
    @Command(name = "merge", sortOptions = false)
    static final class MergeCommand extends HubActCommand {

        @Parameters(arity = "1..*", paramLabel = "CODE", descriptionKey = "hub.codes")
        private List<String> codes;

        @Option(names = "--into", required = true, paramLabel = "CODE", descriptionKey = "hub.into")
        private String into;

        @Option(names = "--pass-on", descriptionKey = "hub.pass-on")
        private boolean passOn;

        @Option(names = "--from", paramLabel = "DATE", descriptionKey = "hub.from")
        private @Nullable String from;

        @Override
        DirectoryAct act() {
            return new MergeAgencies(
                    codes.stream().map(AgencyCode::new).toList(), new AgencyCode(into), passOn, moment(from));
        }
    }

    /** Splits an agency into new ones. */
    @Command(name = "split", sortOptions = false)
    static final class SplitCommand extends EndCommand {

        @Option(names = "--into", required = true, paramLabel = "CODE=NAME", descriptionKey = "hub.parts")
        private Map<String, String> into;

        @Option(names = "--parent", paramLabel = "CODE", descriptionKey = "hub.parent")
        private @Nullable String parent;

        @Option(names = "--level", paramLabel = "N", defaultValue = "3", descriptionKey = "hub.level")
        private int level;

        @Option(names = "--line", paramLabel = "MBIT", defaultValue = "10", descriptionKey = "hub.line")
        private int line;

        @Override
        DirectoryAct act() {
            List<AddAgency> parts = into.entrySet().stream()
                    .map(part -> new AddAgency(
                            new AgencyCode(part.getKey()),
                            null,
                            part.getValue(),
                            code(parent),
                            level,
                            line,
                            null,
                            moment(from)))
                    .toList();
            return new SplitAgency(code(), parts, passOn, moment(from));
        }
    }

    /** Moves an agency to another node. */
    @Command(name = "move", sortOptions = false)
    static final class MoveCommand extends AgencyCommand {

        @Parameters(index = "1", paramLabel = "NODE", descriptionKey = "hub.node")
        private String node;

        @Override
        DirectoryAct act() {
            return new MoveAgency(code(), new NodeId(node));
        }
    }

    /** Sets the rights and limits of an agency; what is not given stays. */
    @Command(name = "set", sortOptions = false)
    static final class SetCommand extends AgencyCommand {

        @Option(names = "--parent", paramLabel = "CODE", descriptionKey = "hub.parent")
        private @Nullable String parent;

        @Option(names = "--level", paramLabel = "N", descriptionKey = "hub.level")
        private @Nullable Integer level;

        @Option(names = "--line", paramLabel = "MBIT", descriptionKey = "hub.line")
        private @Nullable Integer line;

        @Option(names = "--may-send", paramLabel = "true|false", descriptionKey = "hub.may-send")
        private @Nullable Boolean maySend;

        @Option(names = "--may-receive", paramLabel = "true|false", descriptionKey = "hub.may-receive")
        private @Nullable Boolean mayReceive;

        @Option(names = "--max-bytes", paramLabel = "N", descriptionKey = "hub.max-bytes")
        private @Nullable Long maxBytes;

        @Option(names = "--max-per-day", paramLabel = "N", descriptionKey = "hub.max-per-day")
        private @Nullable Integer maxPerDay;

        @Override
        DirectoryAct act() {
            return new SetAgency(code(), code(parent), level, line, maySend, mayReceive, maxBytes, maxPerDay);
        }
    }

    /** Makes the directory like a list of agencies; the changes must have been shown before. */
    @Command(name = "import", sortOptions = false)
    static final class ImportCommand extends HubActCommand {

        @Parameters(paramLabel = "CSV", descriptionKey = "hub.csv")
        private Path csv;

        @Override
        DirectoryAct act() {
            return new ImportAgencies(AgencyList.read(csv));
        }

        @Override
        boolean shownFirst() {
            return true;
        }
    }

    /** A command about one node. */
    private abstract static class NodeCommand extends HubActCommand {

        @Parameters(index = "0", paramLabel = "NODE", descriptionKey = "hub.of-node")
        private String written;

        NodeId node() {
            return new NodeId(written);
        }
    }

    /** Stops a node for a while. */
    @Command(name = "stop", sortOptions = false)
    static final class StopCommand extends NodeCommand {

        @Option(names = "--return", descriptionKey = "hub.return")
        private boolean returning;

        @Override
        DirectoryAct act() {
            return new StopNode(node(), returning, reason);
        }
    }

    /** Lets a stopped node work again. */
    @Command(name = "resume", sortOptions = false)
    static final class ResumeCommand extends NodeCommand {

        @Override
        DirectoryAct act() {
            return new ResumeNode(node());
        }
    }

    /** Gives the hub another address. */
    @Command(name = "address", sortOptions = false)
    static final class AddressCommand extends HubActCommand {

        @Parameters(index = "0", paramLabel = "HOST", descriptionKey = "hub.host")
        private String host;

        @Option(names = "--broker-port", paramLabel = "PORT", descriptionKey = "hub.broker-port")
        private @Nullable Integer port;

        @Option(names = "--https-port", paramLabel = "PORT", descriptionKey = "hub.https-port")
        private @Nullable Integer https;

        @Option(names = "--until", paramLabel = "DATE", required = true, descriptionKey = "hub.until")
        private String until;

        @Override
        DirectoryAct act() {
            Config hub = ConfigFile.read(config.file());
            return new MoveHub(
                    host,
                    port == null ? hub.brokerOrFail().port() : port,
                    https == null ? hub.listen().port() : https,
                    Objects.requireNonNull(moment(until)),
                    null);
        }
    }

    /** Revokes a node. */
    @Command(name = "revoke", sortOptions = false)
    static final class RevokeCommand extends NodeCommand {

        @Option(names = "--since", paramLabel = "TIME", descriptionKey = "hub.since")
        private @Nullable String since;

        @Option(names = "--return", descriptionKey = "hub.return")
        private boolean returning;

        @Override
        DirectoryAct act() {
            return new RevokeNode(node(), moment(since), returning, reason);
        }
    }

    /** Renews a key of the province itself. */
    @Command(name = "renew", sortOptions = false)
    static final class RenewKeyCommand extends HubActCommand {

        /** Whose key. */
        enum RenewedKey {
            TIME_STAMP,
            DIRECTORY,
            AUTHORITY;

            DirectoryAct act() {
                return switch (this) {
                    case TIME_STAMP -> new RenewTimeStamp();
                    case DIRECTORY -> new RenewDirectory();
                    case AUTHORITY -> new RenewAuthority();
                };
            }

            /** As it is written on the command line. */
            @Override
            public String toString() {
                return act().subject();
            }
        }

        @Parameters(index = "0", paramLabel = "KEY", descriptionKey = "hub.renewed-key")
        private RenewedKey key;

        @Override
        DirectoryAct act() {
            return key.act();
        }
    }

    /** Admits an authority outside the province for seals. */
    @Command(name = "admit", sortOptions = false)
    static final class AdmitCommand extends HubActCommand {

        @Parameters(index = "0", paramLabel = "CERTIFICATE", descriptionKey = "hub.admitted")
        private Path certificate;

        @Option(names = "--crl", required = true, paramLabel = "FILE", descriptionKey = "hub.crl")
        private Path crl;

        @Option(names = "--subtree", paramLabel = "NAME", descriptionKey = "hub.subtree")
        private @Nullable String subtree;

        @Override
        DirectoryAct act() throws IOException {
            return AdmitAuthority.of(Files.readAllBytes(certificate), Files.readAllBytes(crl), subtree);
        }
    }

    /** Ends the admission of an authority. */
    @Command(name = "dismiss", sortOptions = false)
    static final class DismissCommand extends HubActCommand {

        @Parameters(index = "0", paramLabel = "NAME", descriptionKey = "hub.dismissed")
        private String name;

        @Override
        DirectoryAct act() {
            return new DismissAuthority(name);
        }
    }

    /** Puts a newer revocation list of an admitted authority into force. */
    @Command(name = "crl", sortOptions = false)
    static final class ListCommand extends HubActCommand {

        @Parameters(index = "0", paramLabel = "FILE", descriptionKey = "hub.crl")
        private Path crl;

        @Override
        DirectoryAct act() throws IOException {
            return SetList.of(Files.readAllBytes(crl));
        }
    }

    /** Lets a node that lost its keys join again. */
    @Command(name = "rejoin", sortOptions = false)
    static final class RejoinCommand extends NodeCommand {

        @Override
        DirectoryAct act() {
            return new RejoinNode(node(), reason);
        }
    }
}
