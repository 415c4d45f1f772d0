package vn.antin.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.MovingClock;
import vn.antin.Slow;
import vn.antin.envelope.Digest;
import vn.antin.ledger.Repositories;
import vn.antin.node.Seams;
import vn.antin.node.broker.Tls;
import vn.antin.parts.HubParts;
import vn.antin.parts.NotYetException;
import vn.antin.trial.line.SimulatedLine;

/**
 * Parts with wrong bytes, too many bytes, from the wrong node, or never uploaded: the right code, and nothing left
 * over.
 */
class PartsFaultsIT {

    private static final Duration LATE = Duration.ofDays(8);
    private static final int MEGA = 1 << 20;

    @TempDir
    Path folder;

    private final MovingClock clock = new MovingClock();
    private CrashProvince town;
    private SimulatedLine line;
    private DocumentExchange post;
    private HubParts sender;
    private HubParts recipient;

    @BeforeEach
    void start() throws Exception {
        line = new SimulatedLine();
        town = new CrashProvince(folder, clock, made -> {
            int hub = made.province().hub().httpsPort();
            made.rerouteParts(CrashProvince.SENDER, hub, line.to(hub).number());
        });
        int hub = town.province().hub().httpsPort();
        post = town.post();
        sender = Seams.parts(town.home(CrashProvince.SENDER), hub);
        recipient = Seams.parts(town.home(CrashProvince.RECIPIENT), hub);
        line.cut();
    }

    @AfterEach
    void stop() throws Exception {
        sender.close();
        recipient.close();
        town.close();
        line.close();
    }

    /** Submits a letter that the hub accepts without its part; returns the digest of that part. */
    private Digest announced() throws IOException {
        String id = post.sendLarge(MEGA);
        Repositories hub = town.province().hub().repositories();
        await().until(() -> CrashProvince.count(hub, "stored_part") == 1);
        assertThat(town.software(town.sender()).states(id)).containsAnyOf("SENDING", "SENT");
        return hub.ledger()
                .read(tx -> tx.query("select digest from stored_part", row -> row.digest("digest")))
                .get(0);
    }

    private static HubParts.PartSource bytes(int count) {
        return out -> out.write(new byte[count]);
    }

    @Test
    void only_those_whom_an_accepted_envelope_entitles() throws Exception {
        Digest digest = announced();
        Digest other = Digest.sha256(new byte[] {1});

        assertThat(sender.offset(digest)).isZero();
        assertThatThrownBy(() -> sender.offset(other)).hasMessage("HTTP 404");
        assertThatThrownBy(() -> recipient.offset(digest)).hasMessage("HTTP 404");
        assertThatThrownBy(() -> recipient.send(digest, 0, bytes(10))).hasMessage("HTTP 404");
        assertThatThrownBy(() -> sender.fetch(digest, 0)).hasMessage("HTTP 404");
        assertThatThrownBy(() -> recipient.fetch(other, 0)).hasMessage("HTTP 404");
        for (String path : List.of(HubParts.PATH + digest.hex(), HubParts.DIRECTORY + 1, "/speed?bytes=10")) {
            assertThat(stranger(path)).as(path).isEqualTo(403);
        }

        line.restore();
        post.arrives();
    }

    private int stranger(String path) throws Exception {
        HttpClient client = HttpClient.newBuilder()
                .sslContext(Tls.client(town.trust().anchors()))
                .build();
        URI at = URI.create("https://localhost:" + town.province().hub().httpsPort() + path);
        return client.send(HttpRequest.newBuilder(at).GET().build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    @Slow
    void wrong_bytes_are_thrown_away_and_the_right_ones_taken() throws Exception {
        Digest digest = announced();
        int size = size(digest);

        // More refusals than the sender has connections: none of them keeps one.
        for (int i = 0; i < 8; i++) {
            assertThatThrownBy(() -> sender.send(digest, 7, bytes(10))).hasMessage("HTTP 409");
        }
        assertThatThrownBy(() -> sender.send(digest, 0, bytes(size))).hasMessage("HTTP 400");
        assertThat(sender.offset(digest)).isZero();
        assertThatThrownBy(() -> sender.send(digest, 0, bytes(size + 1))).hasMessage("HTTP 400");
        assertThat(sender.offset(digest)).isZero();
        assertThat(sender.send(digest, 0, bytes(1000))).isEqualTo(1000);
        assertThat(sender.offset(digest)).isEqualTo(1000);
        // The rest is right, but the first bytes were not.
        line.restore();
        post.arrives();
        assertThat(town.parts("hub")).containsExactly(digest.hex());
    }

    private int size(Digest digest) {
        return (int) town.province()
                .hub()
                .repositories()
                .ledger()
                .read(tx -> tx.one("select size from stored_part where digest = ?", row -> row.number("size"), digest)
                        .orElseThrow())
                .longValue();
    }

    @Test
    @Slow
    void two_who_bring_the_same_part_at_once_do_not_mix() throws Exception {
        Digest digest = announced();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        Future<Long> first = threads.submit(() -> sender.send(digest, 0, out -> {
            // More than the door buffers without a thread, so that it is being stored.
            out.write(new byte[64 << 10]);
            out.flush();
            begun.countDown();
            try {
                done.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }));
        begun.await();
        await().untilAsserted(() -> assertThatThrownBy(() -> sender.send(digest, 0, bytes(10)))
                .isInstanceOf(NotYetException.class)
                .hasMessage("HTTP 423"));
        done.countDown();
        assertThat(first.get()).isEqualTo(64 << 10);
        threads.shutdown();
        line.restore();
        post.arrives();
    }

    @Test
    @Slow
    void an_upload_that_is_never_finished_fails_in_time_and_leaves_nothing() throws Exception {
        Digest digest = announced();
        assertThat(sender.send(digest, 0, bytes(5000))).isEqualTo(5000);
        assertThat(town.parts("hub")).containsExactly(digest.hex() + ".coming");

        clock.forward(LATE);

        Software software = town.software(town.sender());
        String id = post.ids().get(0);
        await().until(() -> software.receipts(id).stream()
                .anyMatch(receipt -> receipt.event().equals("RelayFailure")
                        && receipt.issuer().equals("hub")));
        assertThat(software.states(id)).containsAnyOf("FAILED", "EXPIRED");
        assertThatThrownBy(() -> sender.offset(digest)).hasMessage("HTTP 404");
        assertThatThrownBy(() -> recipient.fetch(digest, 0)).hasMessage("HTTP 404");
        assertThat(town.parts(CrashProvince.SENDER)).containsExactly(digest.hex());
        clock.forward(LATE);
        town.province().stopHub();
        town.province().startHub();
        for (String node : List.of(CrashProvince.SENDER, CrashProvince.RECIPIENT)) {
            town.stop(node);
            town.start(node);
        }
        await().untilAsserted(() -> {
            assertThat(town.parts("hub")).isEmpty();
            assertThat(town.parts(CrashProvince.SENDER)).isEmpty();
            assertThat(town.parts(CrashProvince.RECIPIENT)).isEmpty();
        });
    }

    @Test
    @Slow
    void a_full_store_takes_nothing_new_and_finishes_what_is_under_way() throws Exception {
        limit("hub/hub.yaml", "limits: { storeBytes: 1500000 }");
        town.province().stopHub();
        town.province().startHub();
        announced();
        String second = post.sendLarge(MEGA);
        Software software = town.software(town.sender());
        await().until(() -> software.states(second).equals(List.of("REJECTED")));
        assertThat(CrashProvince.alarms(town.province().hub().repositories()))
                .anyMatch(alarm -> alarm.code().equals("ANTIN-4009"));
        post.forget(second);

        line.restore();
        post.arrives();
        assertThat(town.parts("hub")).hasSize(1);
    }

    @Test
    @Slow
    void a_node_without_room_refuses_at_the_door_and_keeps_nothing() throws Exception {
        limit(CrashProvince.SENDER + "/node.yaml", "limits: { storeBytes: 1500000 }");
        town.stop(CrashProvince.SENDER);
        town.start(CrashProvince.SENDER);
        announced();
        assertThatThrownBy(() -> post.sendLarge(MEGA))
                .isInstanceOf(Software.UnexpectedAnswer.class)
                .hasMessageContaining("507")
                .hasMessageContaining("ANTIN-4009");
        assertThat(town.parts(CrashProvince.SENDER)).hasSize(1);

        line.restore();
        post.arrives();
    }

    private void limit(String file, String words) throws IOException {
        Files.writeString(folder.resolve(file), words + "\n", StandardOpenOption.APPEND);
    }

    @Test
    @Slow
    void the_same_letter_again_is_the_first_again() throws Exception {
        line.restore();
        Letter letter = Letter.of(MEGA, CrashProvince.TO);
        Software software = town.software(town.sender());
        String first = software.submit(letter.key(), letter.metadata(), letter.file());
        String again = software.submit(letter.key(), letter.metadata(), letter.file());

        assertThat(again).isEqualTo(first);
        assertThat(town.parts(CrashProvince.SENDER)).hasSize(1);
        await().until(() -> software.states(first).equals(List.of("CONSIGNED")));
        assertThat(town.parts("hub")).hasSize(1);
        assertThat(town.parts(CrashProvince.RECIPIENT)).hasSize(1);
    }

    @Test
    @Slow
    void clocks_that_jump_in_the_middle_change_nothing() throws Exception {
        announced();
        clock.forward(Duration.ofHours(5));
        post.sendLarge(MEGA);
        clock.forward(Duration.ofHours(-4));
        line.restore();

        Software software = town.software(town.sender());
        for (String id : post.ids()) {
            await().until(() -> software.states(id).equals(List.of("CONSIGNED")));
        }
        post.take();
        assertThat(town.parts("hub")).hasSize(2);
    }
}
