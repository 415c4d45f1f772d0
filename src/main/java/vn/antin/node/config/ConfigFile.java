package vn.antin.node.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.console.login.PeopleSettings;
import vn.antin.door.DoorLimits;
import vn.antin.door.webhook.AllowedNetworks;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Mode;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.PackageSignature;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Rules;
import vn.antin.observe.AlertSettings;

/** Reads a configuration file: unknown keys and bad values are told with their line, nothing is silently repaired. */
public final class ConfigFile {

    /** The file as it is written: what is absent takes its default. */
    private record Raw(
            Config.@Nullable Role role,
            @Nullable String node,
            @Nullable String data,
            @Nullable String keys,
            @Nullable String pin,
            @Nullable String trust,
            Config.@Nullable Address listen,
            @Nullable RawHub hub,
            Config.@Nullable Address broker,
            @Nullable RawAuthority authority,
            @Nullable String seal,
            @Nullable List<RawKey> apiKeys,
            @Nullable RawLimits limits,
            @Nullable List<RawCap> line,
            @Nullable RawTimes times,
            @Nullable List<RawFolder> folders,
            @Nullable Boolean vxp,
            @Nullable String packageSignatures,
            @Nullable Mode mode,
            @Nullable RawWebhooks webhooks,
            @Nullable RawRules rules,
            @Nullable RawObserve observe,
            @Nullable RawAlerts alerts,
            @Nullable RawLedger ledger,
            @Nullable RawPeople people,
            @Nullable RawBackup backup,
            @Nullable RawTraces traces) {}

    private record RawHub(
            @Nullable String host,
            @Nullable Integer port,
            @Nullable Integer https) {}

    private record RawCap(
            @Nullable Integer from,
            @Nullable Integer until,
            @Nullable Long bytesPerSecond) {}

    private record RawAuthority(@Nullable String keys, java.net.@Nullable URI timeStamps) {}

    private record RawKey(
            @Nullable String sha256,
            @Nullable List<String> agencies,
            @Nullable String name) {}

    private record RawLimits(
            @Nullable Integer inlineBytes,
            @Nullable Integer packageBytes,
            @Nullable Long documentBytes,
            @Nullable Integer parts,
            @Nullable Integer recipients,
            @Nullable Long freeBytes,
            @Nullable Integer waitingPolls,
            @Nullable Long storeBytes,
            @Nullable Long quotaBytes,
            @Nullable Long nodeBytesPerHour) {}

    private record RawFolder(
            @Nullable String agency,
            @Nullable String path,
            @Nullable Duration period) {}

    private record RawWebhooks(
            @Nullable List<String> networks,
            @Nullable String authorities,
            @Nullable Integer most,
            @Nullable Duration keep) {}

    private record RawObserve(
            @Nullable String host,
            @Nullable Integer port,
            @Nullable List<String> keys) {}

    private record RawTimes(
            @Nullable Duration expires,
            @Nullable Duration relayed,
            @Nullable Duration consigned,
            @Nullable Duration handedOver,
            @Nullable Duration urgent,
            @Nullable Duration lease,
            @Nullable Duration retry,
            @Nullable Duration parts,
            @Nullable Duration clock,
            @Nullable Duration deadLetters,
            @Nullable Duration vxpSignature) {}

    /** A message is tried for three days and a quarter. */
    private static final Duration LEAST_KEPT = Duration.ofDays(4);

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .addModule(new JavaTimeModule())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();

    private ConfigFile() {}

    public static Config read(Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        if (folder == null || !Files.isRegularFile(file)) {
            throw new Refused(Fault.FILE_MISSING, file.toString());
        }
        try {
            return checked(YAML.readValue(file.toFile(), Raw.class), file, folder);
        } catch (UnrecognizedPropertyException e) {
            throw wrong(at(file, e.getPropertyName()), null, "'" + e.getPropertyName() + "' is not a key" + meant(e));
        } catch (JsonMappingException e) {
            throw wrong(file, e.getLocation(), path(e) + ": " + e.getOriginalMessage());
        } catch (JsonProcessingException e) {
            throw wrong(file, e.getLocation(), e.getOriginalMessage());
        } catch (IOException e) {
            throw new Refused(Fault.FILE_MISSING, e, file.toString());
        }
    }

    private static Config checked(Raw raw, Path file, Path folder) {
        Config.Role role = needed(raw.role(), "role", file);
        if (role == Config.Role.NODE) {
            needed(raw.hub(), "hub", file);
        } else {
            needed(raw.broker(), "broker", file);
            needed(raw.authority(), "authority", file);
        }
        return new Config(
                role,
                new NodeId(needed(raw.node(), "node", file)),
                folder.resolve(or(raw.data(), "data")),
                folder.resolve(or(raw.keys(), "keys.p12")),
                folder.resolve(or(raw.pin(), "pin")),
                folder.resolve(or(raw.trust(), "province.trust")),
                or(raw.listen(), new Config.Address("127.0.0.1", 8443)),
                hub(raw.hub(), file),
                raw.broker(),
                authority(raw.authority(), folder),
                seal(or(raw.seal(), "default"), file),
                keys(raw.apiKeys(), file),
                limits(raw.limits(), file),
                line(raw.line(), file),
                times(raw.times(), file),
                folders(raw.folders(), role, file, folder),
                or(raw.vxp(), false),
                signatures(or(raw.packageSignatures(), "none"), file),
                or(raw.mode(), Mode.PRODUCTION),
                webhooks(raw.webhooks(), file, folder),
                raw.rules() == null ? Rules.DEFAULT : raw.rules().checked(file),
                observe(raw.observe(), file),
                raw.alerts() == null ? AlertSettings.defaults() : raw.alerts().checked(file, folder),
                raw.ledger() == null ? null : raw.ledger().checked(file, folder),
                raw.people() == null ? PeopleSettings.NONE : raw.people().checked(file, folder),
                raw.traces() == null ? null : raw.traces().checked(file),
                RawBackup.checked(
                        raw.backup(), file, folder, folder.resolve(or(raw.data(), "data")), raw.ledger() != null),
                file);
    }

    private static Config.@Nullable HubAddress hub(@Nullable RawHub raw, Path file) {
        return raw == null
                ? null
                : new Config.HubAddress(
                        needed(raw.host(), "hub: host", file),
                        needed(raw.port(), "hub: port", file),
                        or(raw.https(), 8443));
    }

    private static List<Config.Cap> line(@Nullable List<RawCap> raw, Path file) {
        List<Config.Cap> caps = new ArrayList<>();
        for (RawCap cap : or(raw, List.<RawCap>of())) {
            caps.add(new Config.Cap(
                    (int) within(cap.from(), 0, 0, 23, "line: from", file),
                    (int) within(cap.until(), 24, 1, 24, "line: until", file),
                    within(
                            needed(cap.bytesPerSecond(), "line: bytesPerSecond", file),
                            0,
                            1024,
                            Long.MAX_VALUE,
                            "line: bytesPerSecond",
                            file)));
        }
        return caps;
    }

    /** Two folders of one agency, or one inside another, would take each other's documents. */
    private static List<Config.Folder> folders(
            @Nullable List<RawFolder> raw, Config.Role role, Path file, Path folder) {
        List<Config.Folder> folders = new ArrayList<>();
        for (RawFolder one : or(raw, List.<RawFolder>of())) {
            Config.Folder next = new Config.Folder(
                    new AgencyCode(needed(one.agency(), "folders: agency", file)),
                    folder.resolve(needed(one.path(), "folders: path", file)).normalize(),
                    positive(one.period(), Duration.ofSeconds(2), "folders: period", file));
            for (Config.Folder other : folders) {
                if (other.agency().equals(next.agency())
                        || other.path().startsWith(next.path())
                        || next.path().startsWith(other.path())) {
                    throw wrong(file, null, "folders: " + next.agency() + " and " + other.agency() + " share a folder");
                }
            }
            folders.add(next);
        }
        if (role == Config.Role.HUB && !folders.isEmpty()) {
            throw wrong(file, null, "folders: a hub has none");
        }
        return folders;
    }

    private static Config.WebhookLimits webhooks(@Nullable RawWebhooks raw, Path file, Path folder) {
        Config.WebhookLimits preset = Config.WebhookLimits.defaults();
        if (raw == null) {
            return preset;
        }
        List<String> networks = or(raw.networks(), preset.networks());
        try {
            var unused = AllowedNetworks.of(networks);
        } catch (IllegalArgumentException e) {
            throw wrong(file, null, "webhooks: networks: " + e.getMessage());
        }
        Duration keep = positive(raw.keep(), preset.keep(), "webhooks: keep", file);
        if (keep.compareTo(LEAST_KEPT) < 0) {
            throw wrong(file, null, "webhooks: keep: " + keep + " is shorter than " + LEAST_KEPT);
        }
        return new Config.WebhookLimits(
                networks,
                raw.authorities() == null ? null : folder.resolve(raw.authorities()),
                (int) within(raw.most(), preset.most(), 1, 100, "webhooks: most", file),
                keep);
    }

    private static Config.@Nullable StampAuthority authority(@Nullable RawAuthority raw, Path folder) {
        return raw == null
                ? null
                : new Config.StampAuthority(folder.resolve(or(raw.keys(), "authority.p12")), raw.timeStamps());
    }

    private static PackageSignature.Policy signatures(String word, Path file) {
        return switch (word) {
            case "none" -> PackageSignature.Policy.NONE;
            case "legacy-sha1" -> PackageSignature.Policy.LEGACY_SHA1;
            default -> throw wrong(file, null, "packageSignatures: '" + word + "' is neither none nor legacy-sha1");
        };
    }

    private static Config.Observe observe(@Nullable RawObserve raw, Path file) {
        if (raw == null) {
            return new Config.Observe(null, List.of());
        }
        Integer port = raw.port();
        return new Config.Observe(
                port == null
                        ? null
                        : new Config.Address(
                                or(raw.host(), "127.0.0.1"), (int) within(port, 0, 0, 65_535, "observe: port", file)),
                or(raw.keys(), List.<String>of()).stream().map(Digest::ofHex).toList());
    }

    private static String seal(String word, Path file) {
        if (!List.of("default", "rsa-pss", "rsa-pkcs1", "ecdsa").contains(word)) {
            throw wrong(file, null, "seal: '" + word + "' is none of default, rsa-pss, rsa-pkcs1, ecdsa");
        }
        return word;
    }

    private static List<Config.ApiKey> keys(@Nullable List<RawKey> raw, Path file) {
        List<Config.ApiKey> keys = new ArrayList<>();
        for (RawKey key : or(raw, List.<RawKey>of())) {
            keys.add(new Config.ApiKey(
                    Digest.ofHex(needed(key.sha256(), "apiKeys: sha256", file)),
                    needed(key.agencies(), "apiKeys: agencies", file).stream()
                            .map(AgencyCode::new)
                            .toList(),
                    or(key.name(), "unnamed")));
        }
        return keys;
    }

    private static Config.Limits limits(@Nullable RawLimits raw, Path file) {
        Config.Limits preset = Config.Limits.defaults();
        if (raw == null) {
            return preset;
        }
        return new Config.Limits(
                (int) within(raw.inlineBytes(), preset.inlineBytes(), 1024, 512 << 10, "limits: inlineBytes", file),
                (int) within(raw.packageBytes(), preset.packageBytes(), 1024, 64 << 20, "limits: packageBytes", file),
                within(
                        raw.documentBytes(),
                        preset.documentBytes(),
                        1024,
                        DoorLimits.MOST_BODY,
                        "limits: documentBytes",
                        file),
                (int) within(raw.parts(), preset.parts(), 1, 1000, "limits: parts", file),
                (int) within(raw.recipients(), preset.recipients(), 1, 1000, "limits: recipients", file),
                within(raw.freeBytes(), preset.freeBytes(), 0, Long.MAX_VALUE, "limits: freeBytes", file),
                (int) within(raw.waitingPolls(), preset.waitingPolls(), 1, 10_000, "limits: waitingPolls", file),
                within(raw.storeBytes(), preset.storeBytes(), 0, Long.MAX_VALUE, "limits: storeBytes", file),
                within(raw.quotaBytes(), preset.quotaBytes(), 0, Long.MAX_VALUE, "limits: quotaBytes", file),
                within(
                        raw.nodeBytesPerHour(),
                        preset.nodeBytesPerHour(),
                        16 << 20,
                        Long.MAX_VALUE,
                        "limits: nodeBytesPerHour",
                        file));
    }

    private static Config.Times times(@Nullable RawTimes raw, Path file) {
        Config.Times preset = Config.Times.defaults();
        if (raw == null) {
            return preset;
        }
        return new Config.Times(
                positive(raw.expires(), preset.expires(), "times: expires", file),
                positive(raw.relayed(), preset.relayed(), "times: relayed", file),
                positive(raw.consigned(), preset.consigned(), "times: consigned", file),
                positive(raw.handedOver(), preset.handedOver(), "times: handedOver", file),
                positive(raw.urgent(), preset.urgent(), "times: urgent", file),
                positive(raw.lease(), preset.lease(), "times: lease", file),
                positive(raw.retry(), preset.retry(), "times: retry", file),
                positive(raw.parts(), preset.parts(), "times: parts", file),
                positive(raw.clock(), preset.clock(), "times: clock", file),
                positive(raw.deadLetters(), preset.deadLetters(), "times: deadLetters", file),
                positive(raw.vxpSignature(), preset.vxpSignature(), "times: vxpSignature", file));
    }

    static long within(@Nullable Number value, long preset, long least, long most, String key, Path file) {
        long number = value == null ? preset : value.longValue();
        if (number < least || number > most) {
            throw wrong(file, null, key + ": " + number + " is not between " + least + " and " + most);
        }
        return number;
    }

    private static Duration positive(@Nullable Duration value, Duration preset, String key, Path file) {
        Duration duration = value == null ? preset : value;
        if (duration.isNegative() || duration.isZero()) {
            throw wrong(file, null, key + ": " + duration + " is no time");
        }
        return duration;
    }

    static <T> T needed(@Nullable T value, String key, Path file) {
        if (value == null) {
            throw wrong(file, null, "'" + key + "' is missing");
        }
        return value;
    }

    static <T> T or(@Nullable T value, T preset) {
        return value == null ? preset : value;
    }

    static Refused wrong(Object file, @Nullable JsonLocation at, String what) {
        return new Refused(Fault.CONFIGURATION, file + (at == null ? "" : ", line " + at.getLineNr()), what);
    }

    /** The parser has gone on when it finds a key unknown: the line is where the key stands. */
    private static String at(Path file, String key) {
        try {
            List<String> lines = Files.readAllLines(file);
            for (int line = 0; line < lines.size(); line++) {
                if (lines.get(line).matches(".*\\b" + java.util.regex.Pattern.quote(key) + "\"?\\s*:.*")) {
                    return file + ", line " + (line + 1);
                }
            }
        } catch (IOException e) {
            throw new Refused(Fault.FILE_MISSING, e, file.toString());
        }
        return file.toString();
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(reference -> String.valueOf(reference.getFieldName()))
                .collect(java.util.stream.Collectors.joining("."));
    }

    private static String meant(UnrecognizedPropertyException e) {
        return e.getKnownPropertyIds().stream()
                .map(String::valueOf)
                .filter(known -> distance(known, e.getPropertyName()) <= 3)
                .min(Comparator.comparingInt(known -> distance(known, e.getPropertyName())))
                .map(known -> "; did you mean '" + known + "'?")
                .orElse("");
    }

    /** How many letters must be changed, added or left out to make one word the other (Levenshtein). */
    private static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[b.length()];
    }
}
