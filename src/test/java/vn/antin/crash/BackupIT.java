package vn.antin.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.Slow;
import vn.antin.backup.BackupRestore;
import vn.antin.backup.Nightly;
import vn.antin.fault.Fault;
import vn.antin.ledger.Repositories;

/**
 * A node or hub that lost everything is restored from last night's backup: nothing is lost, nothing is delivered twice.
 */
@Slow
class BackupIT {

    @TempDir
    Path folder;

    @Test
    void what_came_after_the_backup_comes_again_unless_the_software_has_it() throws Exception {
        try (CrashProvince town = new CrashProvince(folder, Clock.systemUTC())) {
            DocumentExchange post = town.post();
            post.send();
            post.arrives();
            String waits = post.send();
            arrived(town, waits);

            Path backup = backupUnderTraffic(town, post);
            post.arrives();
            String large = post.sendLarge(300_000);
            String late = post.send();
            arrived(town, large);
            arrived(town, late);
            Repositories hub = town.province().hub().repositories();
            await().until(() -> CrashProvince.count(hub, "attested where event = 'CONTENT_CONSIGNMENT'") == 8);
            await().until(() -> CrashProvince.count(hub, "attested where event = 'CONTENT_HANDOVER'") == 6);

            town.stop(CrashProvince.RECIPIENT);
            Path home = town.home(CrashProvince.RECIPIENT);
            Path lost = folder.resolve("lost");
            Files.move(home, lost);
            BackupRestore.Restored back =
                    BackupRestore.restore(lost.resolve("backups").resolve(backup), home, Clock.systemUTC());
            assertThat(back.missing()).containsExactly("pin");
            Files.copy(lost.resolve("pin"), home.resolve("pin"));
            Files.copy(lost.resolve("api.key"), home.resolve("api.key"));
            town.start(CrashProvince.RECIPIENT);

            post.arrives();
            Repositories repositories = town.recipient().repositories();
            assertThat(repositories.ledger().read(repositories.log()::origin))
                    .isEqualTo(CrashProvince.RECIPIENT + "/2");
            assertThat(post.ids()).contains(waits, large, late);
            assertThat(CrashProvince.count(repositories, "document where direction = 'IN'"))
                    .isEqualTo(8);
            assertThat(CrashProvince.count(repositories, "arrival where state = 'TAKEN'"))
                    .isEqualTo(8);
            assertThat(CrashProvince.alarms(repositories))
                    .noneMatch(alarm -> alarm.code().equals(Fault.LOG_BEHIND.code()));
            // What was taken after the backup was not sent again, and what was sent again was recognized by its id.
            assertThat(CrashProvince.deadLetters(repositories)).isEmpty();
            assertThat(CrashProvince.deadLetters(town.sender().repositories())).isEmpty();
        }
    }

    /**
     * A hub restored without its broker journal: what waited in its queues is sent again, and the nodes' logs, which
     * went on, are accepted.
     */
    @Test
    void a_hub_comes_back_and_sends_again_what_nobody_has_attested() throws Exception {
        try (CrashProvince town = new CrashProvince(folder, Clock.systemUTC())) {
            DocumentExchange post = town.post();
            post.send();
            post.arrives();
            Path hub = town.home("hub");
            ask(hub);
            await().until(() -> !made(hub).isEmpty());
            Path early = made(hub).get(0);
            post.send();
            post.arrives();

            bringHubBack(town, early, "lost-1");
            post.send();
            post.arrives();
            String first = origin(town);
            assertThat(first).isNotEqualTo("hub/1");

            town.stop(CrashProvince.RECIPIENT);
            String waits = post.send();
            Software software = town.software(town.sender());
            await().until(() -> software.states(waits).equals(List.of("RELAYED")));
            ask(hub);
            await().until(() -> !made(hub).isEmpty());
            bringHubBack(town, made(hub).get(0), "lost-2");
            town.start(CrashProvince.RECIPIENT);
            post.arrives();
            assertThat(origin(town)).isGreaterThan(first);
            assertThat(CrashProvince.deadLetters(town.province().hub().repositories()))
                    .isEmpty();
        }
    }

    private static String origin(CrashProvince town) {
        Repositories repositories = town.province().hub().repositories();
        return repositories.ledger().read(repositories.log()::origin);
    }

    private void bringHubBack(CrashProvince town, Path backup, String aside) throws IOException {
        Path home = town.home("hub");
        Path lost = folder.resolve(aside);
        town.province().stopHub();
        Files.move(home, lost);
        BackupRestore.restore(lost.resolve("backups").resolve(backup), home, Clock.systemUTC());
        Files.copy(lost.resolve("pin"), home.resolve("pin"));
        Files.copy(lost.resolve("join.secret"), home.resolve("join.secret"));
        town.province().startHub();
    }

    private static void ask(Path home) throws IOException {
        Files.createFile(home.resolve("data").resolve(Nightly.ASKED));
    }

    private static void arrived(CrashProvince town, String id) {
        Repositories repositories = town.recipient().repositories();
        await().until(() ->
                CrashProvince.count(repositories, "arrival where state = 'OFFERED' and document = '" + id + "'") == 1);
    }

    /** A backup made while letters are sent. */
    private static Path backupUnderTraffic(CrashProvince town, DocumentExchange post) throws Exception {
        ExecutorService traffic = Executors.newSingleThreadExecutor();
        try {
            Path home = town.home(CrashProvince.RECIPIENT);
            ask(home);
            Future<?> sending = traffic.submit(() -> {
                post.send(4);
                return null;
            });
            await().until(() -> !made(home).isEmpty());
            sending.get();
            return made(home).get(0);
        } finally {
            traffic.shutdownNow();
        }
    }

    private static List<Path> made(Path home) throws IOException {
        Path folder = home.resolve("backups");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(Path::getFileName)
                    .filter(name -> name.toString().matches("[a-z-]+-[0-9]{8}-[0-9]{6}"))
                    .toList();
        }
    }
}
