package vn.antin.node;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Directory;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.node.config.Config;
import vn.antin.node.config.ConfigFile;
import vn.antin.node.config.KeyFiles;
import vn.antin.seal.pki.Keys;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.TokenKey;
import vn.antin.seal.pki.Trust;

/** Reads what a start would read, in its order, and tells all that is wrong instead of the first; starts nothing. */
public final class StartupCheck {

    /** What was looked at. */
    public enum CheckedPart {
        CONFIGURATION,
        TRUST,
        KEYS,
        TOKEN,
        DIRECTORY,
        CERTIFICATES,
        AUTHORITY,
        DATA
    }

    /** One thing that was looked at: refused, or good. */
    public record StartupFinding(
            CheckedPart part, String detail, @Nullable Refused refused) {}

    private final Clock clock;
    private final List<StartupFinding> findings = new ArrayList<>();

    private StartupCheck(Clock clock) {
        this.clock = clock;
    }

    public static List<StartupFinding> of(Path file, Clock clock) {
        StartupCheck checkup = new StartupCheck(clock);
        Config config = checkup.look(CheckedPart.CONFIGURATION, file.toString(), () -> ConfigFile.read(file));
        if (config != null) {
            checkup.look(config);
        }
        return checkup.findings;
    }

    private void look(Config config) {
        Trust trust = look(CheckedPart.TRUST, config.trust().toString(), () -> anchored(config.trust()));
        Keys keys = look(CheckedPart.KEYS, config.keys().toString(), () -> keys(config));
        if (keys != null && keys.of(Purpose.SEAL).key() instanceof TokenKey key) {
            look(CheckedPart.TOKEN, key.token().label(), () -> signs(key));
        }
        Path file = config.data().resolveSibling("directory.xml");
        Directory directory =
                trust == null ? null : look(CheckedPart.DIRECTORY, file.toString(), () -> directory(file, trust));
        if (trust != null && keys != null && directory != null) {
            String node = config.node().value();
            look(CheckedPart.CERTIFICATES, node, () -> certificates(config, keys, directory, trust));
        }
        if (config.role() == Config.Role.HUB) {
            Path authority = config.authorityOrFail().keys();
            look(CheckedPart.AUTHORITY, authority.toString(), () -> authority(config));
        }
        look(CheckedPart.DATA, config.data().toString(), () -> data(config));
    }

    private <T> @Nullable T look(CheckedPart part, String detail, Supplier<T> step) {
        try {
            T found = step.get();
            findings.add(new StartupFinding(part, detail, null));
            return found;
        } catch (Refused refused) {
            refused.all().forEach(each -> findings.add(new StartupFinding(part, detail, each)));
            return null;
        }
    }

    private static Trust anchored(Path file) {
        Trust trust = Trust.read(file);
        if (trust.anchors().isEmpty() || trust.directory().isEmpty()) {
            throw new Refused(Fault.CONFIGURATION, file.toString(), "no authority or no directory key is pinned");
        }
        return trust;
    }

    private Keys keys(Config config) {
        Keys keys = KeyFiles.open(config);
        KeyFiles.purposes(config.role()).forEach(keys::of);
        try {
            KeyFiles.sealer(() -> keys.of(Purpose.SEAL), config.seal(), clock);
        } catch (IllegalArgumentException e) {
            throw new Refused(Fault.CONFIGURATION, e, "seal", config.seal());
        }
        return keys;
    }

    private static TokenKey signs(TokenKey key) {
        key.token().check(key.publicKey());
        return key;
    }

    /** The edition the folder was made with; the ledger may hold a newer one. */
    private static Directory directory(Path file, Trust trust) {
        byte[] sealed = KeyFiles.read(file);
        return Directory.open(sealed, trust, Directory.unpinned(sealed).issued());
    }

    /** Each key's certificate is good now; that the directory names it, a certificate renewed since need not show. */
    private Config certificates(Config config, Keys keys, Directory directory, Trust trust) {
        Instant now = clock.instant();
        for (Purpose purpose : KeyFiles.purposes(config.role())) {
            X509Certificate certificate = keys.of(purpose).certificate();
            trust.check(certificate, purpose, now, directory.crls());
            boolean named = purpose == Purpose.DOOR || directory.names(config.node(), certificate, purpose);
            if (!named && !Files.exists(config.data())) {
                throw new Refused(
                        Fault.SIGNER_NOT_NAMED,
                        certificate.getSubjectX500Principal().getName(),
                        config.node().value());
            }
        }
        return config;
    }

    private static Keys authority(Config config) {
        Keys keys = KeyFiles.authority(config);
        for (Purpose purpose : List.of(Purpose.AUTHORITY, Purpose.DIRECTORY, Purpose.TIME_STAMP)) {
            if (keys.of(purpose).key() instanceof TokenKey key) {
                signs(key);
            }
        }
        KeyFiles.read(config.data().resolveSibling("join.secret"));
        return keys;
    }

    private static Path data(Config config) {
        Path there = config.data();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        long free = there.toFile().getUsableSpace();
        if (!Files.isWritable(there)) {
            throw new Refused(Fault.FILE_MISSING, there.toString());
        }
        if (free < config.limits().freeBytes()) {
            throw new Refused(Fault.DISK_FULL, (free >> 20) + " MB");
        }
        return there;
    }
}
