package vn.antin.node.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.backup.BackupSettings;
import vn.antin.console.login.PeopleSettings;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Mode;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.PackageSignature;
import vn.antin.ledger.Rules;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.PostgresServer;
import vn.antin.observe.AlertSettings;

/**
 * How one node or hub runs: every key of its configuration file, with the default a commune can live with. Paths are
 * relative to the file.
 *
 * @param role node or hub
 * @param node this node's or hub's own id
 * @param data folder of the ledger and, at the hub, the broker's journal
 * @param keys PKCS#12 with the keys for seal, encryption and connection
 * @param pin file whose first line opens the keys; readable by this user only
 * @param trust the province's pinned certificates
 * @param listen where HTTPS is offered
 * @param hub where the hub is; a node only
 * @param broker where the broker listens; a hub only
 * @param folders folders to send from and receive into; a node only
 * @param vxp whether the calls of the national axis are offered, too; a node only
 * @param signatures the rules by which signatures within packages are checked; a node only
 * @param mode whether the documents here are real; those of the other mode are refused
 * @param webhooks what the agencies' webhooks may do; a node only
 * @param rules by when recipients must say something; a node only
 * @param observe where machines look, beside the door
 * @param alerts when people are told, and how
 * @param ledger the server that keeps the ledger; absent for a file below {@code data}
 * @param people where people may be known besides here
 * @param backup when backups are made, and where they lie
 * @param traces where the steps of documents are told; null for nowhere
 * @param file it was read from
 */
public record Config(
        Role role,
        NodeId node,
        Path data,
        Path keys,
        Path pin,
        Path trust,
        Address listen,
        @Nullable HubAddress hub,
        @Nullable Address broker,
        @Nullable StampAuthority authority,
        String seal,
        List<ApiKey> apiKeys,
        Limits limits,
        List<Cap> line,
        Times times,
        List<Folder> folders,
        boolean vxp,
        PackageSignature.Policy signatures,
        Mode mode,
        WebhookLimits webhooks,
        Rules rules,
        Observe observe,
        AlertSettings alerts,
        @Nullable Database ledger,
        PeopleSettings people,
        @Nullable URI traces,
        BackupSettings backup,
        @JsonIgnore Path file) {

    /** What this process is. */
    public enum Role {
        NODE,
        HUB
    }

    /** A host and a port; port 0 takes a free one. */
    public record Address(String host, int port) {}

    /**
     * Where the hub is.
     *
     * @param port of its broker
     * @param https of its part store
     */
    public record HubAddress(String host, int port, int https) {}

    /**
     * How much of the line large parts may take; envelopes and receipts are not counted.
     *
     * @param from hour of the day in Việt Nam, 0 to 23; the hours go round midnight
     * @param until the hour at which it ends
     */
    public record Cap(int from, int until, long bytesPerSecond) {}

    /**
     * A folder as a door.
     *
     * @param agency whose documents are sent from it and received into it
     * @param period how often it is looked at
     */
    public record Folder(AgencyCode agency, Path path, Duration period) {}

    /**
     * What webhooks may do.
     *
     * @param networks where they may be: {@code loopback}, {@code private}, or a network such as 203.0.113.0/24
     * @param authorities PEM file of certificates believed beside those of the Java runtime
     * @param most of one agency
     * @param keep how long it is kept what became of a message
     */
    public record WebhookLimits(
            List<String> networks, @Nullable Path authorities, int most, Duration keep) {

        public WebhookLimits {
            networks = List.copyOf(networks);
        }

        static WebhookLimits defaults() {
            return new WebhookLimits(List.of("loopback", "private"), null, 20, Duration.ofDays(14));
        }
    }

    /**
     * Where machines read metrics and health: at the door from this machine, or with one of these keys, and at a plain
     * HTTP port of its own.
     *
     * @param port absent for none
     * @param keys SHA-256 of each
     */
    public record Observe(@Nullable Address port, List<Digest> keys) {

        public Observe {
            keys = List.copyOf(keys);
        }
    }

    /**
     * A PostgreSQL server.
     *
     * @param password file whose first line it is; absent when the server asks for none
     * @param authorities PEM file of those that may vouch for the server; absent on this machine only
     */
    public record Database(
            String host,
            int port,
            String database,
            String user,
            @Nullable Path password,
            @Nullable Path authorities) {

        public PostgresServer server() {
            String word = password == null ? "" : new String(KeyFiles.pin(password));
            return new PostgresServer(host, port, database, user, word, authorities);
        }
    }

    /** Who may use the door, and for which agencies: the SHA-256 of the key, never the key. */
    public record ApiKey(Digest sha256, List<AgencyCode> agencies, String name) {}

    /**
     * A hub's own authority: issues certificates to nodes that join, seals the directory, time-stamps checkpoints.
     *
     * @param keys PKCS#12 with its keys
     * @param timeStamps an RFC 3161 service; absent for the built-in authority
     */
    public record StampAuthority(Path keys, @Nullable URI timeStamps) {}

    /**
     * Sizes and counts. What exceeds one is refused with a clear error.
     *
     * @param inlineBytes encrypted bytes of all parts that ride with an envelope
     * @param packageBytes an edXML package handed in at the door
     * @param documentBytes a document handed in as metadata and files
     * @param freeBytes disk space below which nothing new is taken in
     * @param storeBytes what the part store may hold
     * @param quotaBytes what the documents of one node may hold of the hub's
     * @param nodeBytesPerHour what one node may send to the hub's queues within an hour, parts beside them not counted
     */
    public record Limits(
            int inlineBytes,
            int packageBytes,
            long documentBytes,
            int parts,
            int recipients,
            long freeBytes,
            int waitingPolls,
            long storeBytes,
            long quotaBytes,
            long nodeBytesPerHour) {

        static Limits defaults() {
            return new Limits(
                    64 << 10, 8 << 20, 1_200_000_000, 100, 1000, 256L << 20, 64, 20L << 30, 5L << 30, 1L << 30);
        }
    }

    /**
     * How long things may take.
     *
     * @param expires after submission, when the sender says nothing else
     * @param relayed until the hub's receipt is overdue
     * @param consigned until the recipient's receipt is overdue
     * @param handedOver until the hand-over is overdue
     * @param urgent each of these for an urgent document
     * @param lease how long an offer holds
     * @param retry pause before what did not leave is tried again
     * @param parts how long stored parts are kept after their copies were consigned
     * @param clock how far the clock may be off the hub's before this node stops issuing evidence
     * @param deadLetters how long a message that was given up is kept for somebody to look at it
     * @param vxpSignature how old the signed time of a call by the national SDK may be
     */
    public record Times(
            Duration expires,
            Duration relayed,
            Duration consigned,
            Duration handedOver,
            Duration urgent,
            Duration lease,
            Duration retry,
            Duration parts,
            Duration clock,
            Duration deadLetters,
            Duration vxpSignature) {

        static Times defaults() {
            return new Times(
                    Duration.ofDays(7),
                    Duration.ofMinutes(15),
                    Duration.ofHours(1),
                    Duration.ofHours(8),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(2),
                    Duration.ofDays(7),
                    Duration.ofSeconds(30),
                    Duration.ofDays(30),
                    Duration.ofDays(31));
        }
    }

    @JsonCreator
    public Config {
        apiKeys = List.copyOf(apiKeys);
        line = List.copyOf(line);
        folders = List.copyOf(folders);
    }

    /** Its ledger, open for this process alone. */
    public Ledger openLedger(CrashPoints watch) {
        return Ledger.open(data, ledger == null ? null : ledger.server(), limits.freeBytes(), watch);
    }

    /** The hub's broker, for a node. */
    public HubAddress hubOrFail() {
        return java.util.Objects.requireNonNull(hub, "a node's configuration names its hub");
    }

    public Address brokerOrFail() {
        return java.util.Objects.requireNonNull(broker, "a hub's configuration says where its broker listens");
    }

    public StampAuthority authorityOrFail() {
        return java.util.Objects.requireNonNull(authority, "a hub's configuration names its authority");
    }
}
