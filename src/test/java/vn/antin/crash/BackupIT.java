package vn.antin.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.backup.Nightly;
import vn.antin.backup.Restoring;
import vn.antin.ledger.Books;

/** A node that lost everything comes back from last night's backup: nothing is lost, nothing comes twice. */
class BackupIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    @Test
    void what_came_after_the_backup_comes_again_unless_the_software_has_it() throws Exception {
        try (Town town = new Town(folder, Clock.systemUTC())) {
            Post post = town.post();
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
            Books hub = town.province().hub().books();
            await().atMost(PATIENCE).until(() -> Town.count(hub, "attested where event = 'CONTENT_CONSIGNMENT'") == 8);
            await().atMost(PATIENCE).until(() -> Town.count(hub, "attested where event = 'CONTENT_HANDOVER'") == 6);

            town.stop(Town.RECIPIENT);
            Path home = town.home(Town.RECIPIENT);
            Path lost = folder.resolve("lost");
            Files.move(home, lost);
            Restoring.Restored back =
                    Restoring.restore(lost.resolve("backups").resolve(backup), home, Clock.systemUTC());
            assertThat(back.missing()).containsExactly("pin");
            Files.copy(lost.resolve("pin"), home.resolve("pin"));
            Files.copy(lost.resolve("api.key"), home.resolve("api.key"));
            town.start(Town.RECIPIENT);

            post.arrives();
            Books books = town.recipient().books();
            assertThat(books.ledger().read(books.log()::origin)).isEqualTo(Town.RECIPIENT + "/2");
            assertThat(post.ids()).contains(waits, large, late);
            assertThat(Town.count(books, "document where direction = 'IN'")).isEqualTo(8);
            assertThat(Town.count(books, "arrival where state = 'TAKEN'")).isEqualTo(8);
            // What was taken after the backup did not come again, and what came again was known by its id.
            assertThat(Town.deadLetters(books)).isEmpty();
            assertThat(Town.deadLetters(town.sender().books())).isEmpty();
        }
    }

    private static void arrived(Town town, String id) {
        Books books = town.recipient().books();
        await().atMost(PATIENCE)
                .until(() -> Town.count(books, "arrival where state = 'OFFERED' and document = '" + id + "'") == 1);
    }

    /** Letters are sent while it is made. */
    private static Path backupUnderTraffic(Town town, Post post) throws Exception {
        ExecutorService traffic = Executors.newSingleThreadExecutor();
        try {
            Path home = town.home(Town.RECIPIENT);
            Files.createFile(home.resolve("data").resolve(Nightly.ASKED));
            Future<?> sending = traffic.submit(() -> {
                post.send(4);
                return null;
            });
            await().atMost(PATIENCE).until(() -> !made(home).isEmpty());
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
                    .filter(name -> name.toString().matches("so-y-te-[0-9]{8}-[0-9]{6}"))
                    .toList();
        }
    }
}
