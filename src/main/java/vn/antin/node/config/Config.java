package vn.antin.node.config;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vn.antin.backup.BackupSettings;
import vn.antin.console.login.PeopleSettings;
import vn.antin.door.DoorLimits;
import vn.antin.door.webhook.AllowedNetworks;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Mode;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.PackageSignature;
import vn.antin.ledger.RetentionPeriods;
import vn.antin.ledger.Rules;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.PostgresServer;
import vn.antin.observe.AlertSettings;
import vn.antin.setting.ConfigCheck;
import vn.antin.setting.ConfigKey;

/**
 * The configuration file of a node or hub: every key with its default and what is allowed. Paths are relative to the
 * file. {@code src/docs/configuration.md} lists the keys and is made from here.
 *
 * @param file it was read from; no key
 */
public record Config(
        @ConfigKey(required = true, value = "what this process is")
        Role role,

        @ConfigKey(required = true, value = "own id: part of queue names and certificates")
        NodeId node,

        @ConfigKey(preset = "data", value = "folder of the ledger, the parts and, at a hub, the broker's journal")
        Path data,

        @ConfigKey(preset = "keys.p12", value = "PKCS#12 with the keys for seal, encryption and connection")
        Path keys,

        @ConfigKey(preset = "pin", value = "file whose first line opens the keys; readable by this user only")
        Path pin,

        @ConfigKey("PKCS#11 token in which the seal key is, or the next one is made; absent for a key in the file")
        @Nullable
        TokenSettings token,

        @ConfigKey(preset = "province.trust", value = "the province's pinned certificates")
        Path trust,

        @ConfigKey(preset = "{ host: 127.0.0.1, port: 8443 }", value = "where HTTPS is offered")
        Address listen,

        @ConfigKey(role = "node", value = "where the hub is; required at a node") @Nullable
        HubAddress hub,

        @ConfigKey(role = "hub", value = "where the broker listens; required at a hub") @Nullable
        Address broker,

        @ConfigKey(role = "hub", value = "the hub's own authority; required at a hub") @Nullable
        StampAuthority authority,

        @ConfigKey(role = "hub", preset = "{}", value = "how nodes join")
        JoinSettings joins,

        @ConfigKey(
                preset = "default",
                words = {"default", "rsa-pss", "rsa-pkcs1", "ecdsa"},
                value = "algorithm of seals; default: by the kind of key, PSS for RSA")
        String seal,

        @ConfigKey(role = "node", preset = "[]", value = "callers of the door")
        List<ApiKey> apiKeys,

        @ConfigKey(preset = "{}", value = "sizes and counts; what exceeds one is refused")
        Limits limits,

        @ConfigKey(
                role = "node",
                preset = "[]",
                value = "how much of the line large parts may take, by hour; outside these hours all of it")
        List<Cap> line,

        @ConfigKey(preset = "{}", value = "how long things may take")
        Times times,

        @ConfigKey(role = "node", preset = "[]", value = "folders as doors, for software that can do no more")
        List<Folder> folders,

        @ConfigKey(
                role = "node",
                preset = "false",
                value = "whether the calls of the national axis are offered at /vxp/*")
        boolean vxp,

        @ConfigKey(
                name = "packageSignatures",
                role = "node",
                preset = "none",
                words = {"none", "legacy-sha1"},
                value = "rules by which signatures within packages are checked")
        PackageSignature.Policy signatures,

        @ConfigKey(
                preset = "production",
                value = "whether documents here are real; those of the other mode are refused")
        Mode mode,

        @ConfigKey(preset = "{}", value = "events told to the agencies' own software")
        WebhookLimits webhooks,

        @ConfigKey(role = "node", preset = "{}", value = "by when a recipient must accept or refuse a document")
        Rules rules,

        @ConfigKey(preset = "{}", value = "where machines read metrics and health, beside the door")
        Observe observe,

        @ConfigKey(preset = "{}", value = "when people are told that something is wrong, and how")
        AlertSettings alerts,

        @ConfigKey("PostgreSQL server that keeps the ledger; absent for a file below data") @Nullable
        Database ledger,

        @ConfigKey(preset = "{}", value = "single sign-on and LDAP, beside the people invited at the console")
        PeopleSettings people,

        @ConfigKey(preset = "{}", value = "OpenTelemetry") TraceSettings traces,

        @ConfigKey(preset = "{}", value = "nightly backups; none while a server keeps the ledger")
        BackupSettings backup,

        @ConfigKey(preset = "{}", value = "how long the content of documents is kept; receipts are kept without end")
        RetentionPeriods keep,

        Path file)
        implements ConfigCheck {

    /** What this process is. */
    public enum Role {
        NODE,
        HUB
    }

    /** A host and a port. */
    public record Address(
            @ConfigKey(required = true, value = "name or address")
            String host,

            @ConfigKey(required = true, least = "0", most = "65535", value = "0 takes a free one")
            int port) {}

    /** A PKCS#11 token. */
    public record TokenSettings(
            @ConfigKey(required = true, value = "PKCS#11 library of the token's maker")
            Path library,

            @ConfigKey(least = "0", value = "id of the slot; absent for the first one with a token") @Nullable
            Long slot,

            @ConfigKey(preset = "token", value = "its name on pages and in messages")
            String label,

            @ConfigKey(
                    "file whose first line is its PIN; absent when the environment variable ANTIN_TOKEN_PIN holds it")
            @Nullable
            Path pin) {}

    /** Where the hub is. */
    public record HubAddress(
            @ConfigKey(required = true, value = "name or address")
            String host,

            @ConfigKey(required = true, least = "0", most = "65535", value = "port of its broker")
            int port,

            @ConfigKey(preset = "8443", least = "0", most = "65535", value = "port of its part store")
            int https) {}

    /** How much of the line large parts may take; envelopes and receipts are not counted. */
    public record Cap(
            @ConfigKey(
                    preset = "0",
                    least = "0",
                    most = "23",
                    value = "hour of the day in Việt Nam; the hours go round midnight")
            int from,

            @ConfigKey(preset = "24", least = "1", most = "24", value = "the hour at which it ends")
            int until,

            @ConfigKey(required = true, least = "1024", value = "bytes a second")
            long bytesPerSecond) {}

    /** A folder as a door. */
    public record Folder(
            @ConfigKey(required = true, value = "agency whose documents are sent from it and received into it")
            AgencyCode agency,

            @ConfigKey(required = true, value = "made with its guide at the first start")
            Path path,

            @ConfigKey(preset = "PT2S", value = "how often it is looked at")
            Duration period) {}

    /** What webhooks may do. */
    public record WebhookLimits(
            @ConfigKey(
                    preset = "[loopback, private]",
                    value = "where they may be: loopback, private, or networks such as 203.0.113.0/24")
            List<String> networks,

            @ConfigKey("PEM file of certificates believed beside those of the Java runtime") @Nullable
            Path authorities,

            @ConfigKey(role = "node", preset = "20", least = "1", most = "100", value = "webhooks of one agency")
            int most,

            @ConfigKey(
                    role = "node",
                    preset = "P14D",
                    least = "P4D",
                    value = "how long it is kept what became of a message; it is tried for three days and a quarter")
            Duration keep)
            implements ConfigCheck {

        public WebhookLimits {
            networks = List.copyOf(networks);
        }

        @Override
        public void check() {
            try {
                var unused = AllowedNetworks.of(networks);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("networks: " + e.getMessage(), e);
            }
        }
    }

    /** Where machines read metrics and health: at the door, and at a plain HTTP port. */
    public record Observe(
            @ConfigKey(preset = "127.0.0.1", value = "of the plain HTTP port")
            String host,

            @ConfigKey(name = "port", least = "0", most = "65535", value = "plain HTTP port; absent for none") @Nullable
            Integer plainPort,

            @ConfigKey(preset = "[]", secret = true, value = "SHA-256 of each key that reads them from other machines")
            List<Digest> keys) {

        public Observe {
            keys = List.copyOf(keys);
        }

        /** Absent for none. */
        public @Nullable Address port() {
            return plainPort == null ? null : new Address(host, plainPort);
        }
    }

    /** A PostgreSQL server. What a ledger holds crosses no network in the clear. */
    public record Database(
            @ConfigKey(preset = "127.0.0.1", value = "name or address")
            String host,

            @ConfigKey(preset = "5432", least = "1", most = "65535", value = "of the server")
            int port,

            @ConfigKey(required = true, value = "its name; one process uses it at a time")
            String database,

            @ConfigKey(preset = "antin", value = "who logs in there")
            String user,

            @ConfigKey("file whose first line is the password; absent when the server asks for none") @Nullable
            Path password,

            @ConfigKey("PEM file of those that may vouch for the server; required on another machine") @Nullable
            Path authorities)
            implements ConfigCheck {

        @Override
        public void check() {
            if (authorities == null && !here(host)) {
                throw new IllegalArgumentException(
                        "authorities: must be set, " + host + " is another machine and somebody must vouch for it");
            }
        }

        public PostgresServer server() {
            String word = password == null ? "" : new String(KeyFiles.pin(password));
            return new PostgresServer(host, port, database, user, word, authorities);
        }
    }

    /** OpenTelemetry. What is told of documents crosses no network in the clear. */
    public record TraceSettings(
            @ConfigKey(
                    "collector that receives the steps of each document once a second (OTLP, protobuf over HTTP); absent"
                            + " for none")
            @Nullable
            URI otlp)
            implements ConfigCheck {

        @Override
        public void check() {
            String host = otlp == null ? "127.0.0.1" : otlp.getHost();
            String scheme = otlp == null ? "https" : otlp.getScheme();
            if (host == null || !("https".equals(scheme) || ("http".equals(scheme) && here(host)))) {
                throw new IllegalArgumentException(
                        "otlp: must be an https address, or http on this machine, not " + otlp);
            }
        }
    }

    /** Who may use the door, and for which agencies: the SHA-256 of the key, never the key. */
    public record ApiKey(
            @ConfigKey(required = true, secret = true, value = "SHA-256 of the key")
            Digest sha256,

            @ConfigKey(required = true, value = "agencies it stands for")
            List<AgencyCode> agencies,

            @ConfigKey(preset = "unnamed", value = "shown at the console")
            String name) {}

    /** A hub's own authority: certifies nodes that join, seals the directory, time-stamps checkpoints. */
    public record StampAuthority(
            @ConfigKey(preset = "authority.p12", value = "PKCS#12 with its keys")
            Path keys,

            @ConfigKey("an RFC 3161 service; absent for the built-in authority") @Nullable
            URI timeStamps,

            @ConfigKey(
                    preset = "[]",
                    value = "where newer revocation lists of admitted authorities are fetched every hour: http, https"
                            + " or file")
            List<URI> lists) {}

    /** How nodes join a hub. */
    public record JoinSettings(
            @ConfigKey(
                    preset = "false",
                    value = "whether the operator confirms each join, after the words of the keys were compared")
            boolean confirm) {}

    /** Sizes and counts. What exceeds one is refused with a clear error. */
    public record Limits(
            @ConfigKey(
                    role = "node",
                    preset = "65536",
                    least = "1024",
                    most = "524288",
                    value = "encrypted bytes of all parts that ride with an envelope")
            int inlineBytes,

            @ConfigKey(
                    role = "node",
                    preset = "8388608",
                    least = "1024",
                    most = "67108864",
                    value = "bytes of an edXML package handed in at the door")
            int packageBytes,

            @ConfigKey(
                    role = "node",
                    preset = "1200000000",
                    least = "1024",
                    most = "" + DoorLimits.MOST_BODY,
                    value = "bytes of a document handed in as metadata and files")
            long documentBytes,

            @ConfigKey(role = "node", preset = "100", least = "1", most = "1000", value = "files of one document")
            int parts,

            @ConfigKey(role = "node", preset = "1000", least = "1", most = "1000", value = "of one document")
            int recipients,

            @ConfigKey(
                    preset = "268435456",
                    least = "0",
                    value = "free bytes of the disk below which nothing new is taken in; what is here goes on down to"
                            + " a quarter of it")
            long freeBytes,

            @ConfigKey(
                    role = "node",
                    preset = "64",
                    least = "1",
                    most = "10000",
                    value = "callers waiting for the inbox at once (long polls)")
            int waitingPolls,

            @ConfigKey(preset = "21474836480", least = "0", value = "bytes the folder of encrypted parts may hold")
            long storeBytes,

            @ConfigKey(
                    role = "hub",
                    preset = "5368709120",
                    least = "0",
                    value = "bytes the documents of one node may hold of it")
            long quotaBytes,

            @ConfigKey(
                    role = "hub",
                    preset = "1073741824",
                    least = "16777216",
                    value = "bytes one node may send to the queues within an hour, parts not counted")
            long nodeBytesPerHour) {}

    /** How long things may take. */
    public record Times(
            @ConfigKey(role = "node", preset = "P7D", value = "life of a document, when its sender says nothing else")
            Duration expires,

            @ConfigKey(role = "node", preset = "PT15M", value = "until the hub's receipt is overdue")
            Duration relayed,

            @ConfigKey(role = "node", preset = "PT1H", value = "until the recipient's receipt is overdue")
            Duration consigned,

            @ConfigKey(role = "node", preset = "PT8H", value = "until the hand-over is overdue")
            Duration handedOver,

            @ConfigKey(role = "node", preset = "PT5M", value = "each of these three for an urgent document")
            Duration urgent,

            @ConfigKey(role = "node", preset = "PT5M", value = "how long an offer to the agency's software holds")
            Duration lease,

            @ConfigKey(preset = "PT2S", value = "pause before what did not leave is tried again; doubles up to 10 s")
            Duration retry,

            @ConfigKey(preset = "P7D", value = "how long stored parts are kept after their copies were consigned")
            Duration parts,

            @ConfigKey(
                    preset = "PT30S",
                    value = "how far a node's clock may be off the hub's before it seals no evidence")
            Duration clock,

            @ConfigKey(preset = "P30D", value = "how long messages that were given up are kept for a person to look at")
            Duration deadLetters,

            @ConfigKey(
                    role = "hub",
                    preset = "P1D",
                    value =
                            "how long renewed certificates are in the directory before they are used; every node must have"
                                    + " fetched it by then")
            Duration overlap,

            @ConfigKey(
                    role = "hub",
                    preset = "P30D",
                    value =
                            "how long a new authority of the province is in the directory before it certifies; every node"
                                    + " must have fetched it by then")
            Duration authorityOverlap,

            @ConfigKey(
                    role = "hub",
                    preset = "P7D",
                    value = "how long requests wait for an authority on another machine before the alarm ANTIN-6352"
                            + " begins")
            Duration authorityAwaited,

            @ConfigKey(
                    role = "node",
                    preset = "P31D",
                    value = "how old the signed time of a call by the national SDK may be")
            Duration vxpSignature) {}

    public Config {
        apiKeys = List.copyOf(apiKeys);
        line = List.copyOf(line);
        folders = List.copyOf(folders);
        if (ledger != null) {
            backup = new BackupSettings(false, backup.folder(), backup.at(), backup.keep());
        }
    }

    @Override
    public void check() {
        require("hub", role == Role.NODE, hub);
        require("broker", role == Role.HUB, broker);
        require("authority", role == Role.HUB, authority);
        if (role == Role.HUB && !folders.isEmpty()) {
            throw new IllegalArgumentException("folders: a hub has none");
        }
        for (int i = 0; i < folders.size(); i++) {
            for (int j = 0; j < folders.size(); j++) {
                Folder one = folders.get(i);
                Folder other = folders.get(j);
                boolean shared =
                        one.agency().equals(other.agency()) || one.path().startsWith(other.path());
                if (i != j && shared) {
                    throw new IllegalArgumentException("folders: must not be shared or one inside another, as "
                            + one.agency() + " and " + other.agency() + " have them");
                }
            }
        }
        if (backup.folder().startsWith(data)) {
            throw new IllegalArgumentException("backup: folder: must not lie within data");
        }
    }

    private void require(String key, boolean needed, @Nullable Object value) {
        if (needed && value == null) {
            throw new IllegalArgumentException(
                    key + ": is missing, a " + (role == Role.HUB ? "hub" : "node") + " needs it");
        }
    }

    /** Whether that is this machine. */
    private static boolean here(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false; // not this machine then, whatever it is
        }
    }

    /** Its ledger, open for this process alone. */
    public Ledger openLedger(CrashPoints watch) {
        return Ledger.open(data, ledger == null ? null : ledger.server(), limits.freeBytes(), watch);
    }

    public HubAddress hubOrFail() {
        return Objects.requireNonNull(hub, "a node's configuration names its hub");
    }

    public Address brokerOrFail() {
        return Objects.requireNonNull(broker, "a hub's configuration says where its broker listens");
    }

    public StampAuthority authorityOrFail() {
        return Objects.requireNonNull(authority, "a hub's configuration names its authority");
    }
}
