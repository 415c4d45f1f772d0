package vn.antin.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.antin.SlowMachine.PATIENCE;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import jakarta.mail.internet.MimeMessage;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.door.Errors;
import vn.antin.door.Language;
import vn.antin.door.webhook.AlertPoster;
import vn.antin.door.webhook.AllowedNetworks;
import vn.antin.fault.Fault;
import vn.antin.ledger.AlertStore;
import vn.antin.ledger.StoppedRoutes;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.query.LedgerGauges;
import vn.antin.receipt.TestClock;

/** Alerts with checks that the test triggers, a clock that it sets, and real mail, HTTP and syslog servers. */
class AlertsTest {

    private static final Instant NINE = Instant.parse("2026-11-02T02:00:00.123456789Z");

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock(NINE);
    private final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private Ledger ledger;
    private boolean up = true;
    private Instant changed = NINE;
    private long dead;

    @BeforeEach
    void open() {
        mail.start();
        ledger = Ledger.open(folder.resolve("data"), CrashPoints.NONE);
    }

    @AfterEach
    void close() {
        ledger.close();
        mail.stop();
    }

    private HealthReading.@Nullable Backup backup;
    private List<StoppedRoutes.StoppedRoute> stopped = List.of();
    private List<HealthReading.Certificate> certificates = List.of();

    private HealthReading reading() {
        return new HealthReading(
                clock.instant(),
                new HealthReading.Self(false, "nut-a", "Sở Nội vụ", "production", "1", NINE),
                new HealthReading.LineReading(up, changed, up ? "NONE" : "TIMED_OUT", true, null),
                List.of(),
                Duration.ZERO,
                List.of(),
                new LedgerGauges.GaugeReading(List.of(), 0, null, dead, List.of(), null, stopped, List.of(), null),
                0,
                0,
                new HealthReading.Disk(1L << 40, 1L << 41, 1L << 28),
                null,
                certificates,
                new HealthReading.DirectoryEdition(1, NINE, NINE.plus(Duration.ofDays(300))),
                0,
                backup,
                null,
                null,
                null,
                List.of());
    }

    private AlertSettings settings(AlertSettings.@Nullable Hook hook, AlertSettings.@Nullable Syslog syslog) {
        AlertSettings preset = AlertSettings.defaults();
        return new AlertSettings(
                preset.every(),
                Duration.ofMinutes(2),
                Duration.ofMinutes(5),
                Duration.ofDays(1),
                Language.VI,
                preset.limits(),
                new AlertSettings.Mail(
                        "127.0.0.1",
                        mail.getSmtp().getPort(),
                        AlertSettings.Security.NONE,
                        "antin@so-noi-vu.example",
                        List.of("truc@so-noi-vu.example"),
                        null,
                        null),
                hook,
                syslog);
    }

    private Alerts alerts(AlertSettings settings) {
        List<AlertChannel> ways = new ArrayList<>();
        if (settings.mail() != null) {
            ways.add(new MailChannel(settings.mail(), settings.language()));
        }
        if (settings.webhook() != null) {
            ways.add(new WebhookChannel(
                    settings.webhook(), new AlertPoster(AllowedNetworks.of(List.of("loopback")), tls())));
        }
        if (settings.syslog() != null) {
            ways.add(new SyslogChannel(settings.syslog(), settings.language()));
        }
        HealthChecks checks = new HealthChecks(settings.limits(), Duration.ofSeconds(30));
        return new Alerts(settings, new HealthMonitor(this::reading, checks, 0), ledger, ways, Errors.load(), clock);
    }

    private static SSLContext tls() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One check every quarter of a minute. */
    private void minutes(Alerts alerts, int minutes) {
        for (int look = 0; look < 4 * minutes; look++) {
            clock.pass(Duration.ofSeconds(15));
            alerts.look();
        }
        alerts.deliver();
    }

    private void line(boolean stands) {
        up = stands;
        changed = clock.instant();
    }

    private List<String> subjects() {
        return Arrays.stream(mail.getReceivedMessages())
                .map(AlertsTest::subject)
                .toList();
    }

    private static String subject(MimeMessage message) {
        try {
            return message.getSubject();
        } catch (jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_line_that_is_down_is_told_once_and_once_when_it_is_back() throws Exception {
        try (Alerts alerts = alerts(settings(null, null))) {
            minutes(alerts, 10);
            assertThat(subjects()).as("all is well").isEmpty();

            line(false);
            minutes(alerts, 1);
            assertThat(subjects()).as("a minute is nothing").isEmpty();
            minutes(alerts, 1);
            minutes(alerts, 60);
            assertThat(subjects())
                    .as("when it lasts, and when it is critical")
                    .containsExactly(
                            "[Antin] Sở Nội vụ: 1 cảnh báo, 0 đã hết", "[Antin] Sở Nội vụ: 1 cảnh báo, 0 đã hết");
            String text = mail.getReceivedMessages()[1].getContent().toString();
            assertThat(text).contains("[KHẨN] Mất đường truyền", "ANTIN-5001", "Kiểm tra mạng", "từ 09:10 02/11/2026");

            line(true);
            minutes(alerts, 30);
            assertThat(subjects()).hasSize(3).last().isEqualTo("[Antin] Sở Nội vụ: 0 cảnh báo, 1 đã hết");
        }
    }

    @Test
    void a_backup_that_failed_is_told_and_one_that_is_missing_for_days_is_critical() throws Exception {
        try (Alerts alerts = alerts(settings(null, null))) {
            backup = new HealthReading.Backup(NINE, NINE, null, "", 1, 1);
            minutes(alerts, 10);
            assertThat(subjects()).as("a good one").isEmpty();

            backup = new HealthReading.Backup(NINE, NINE, NINE, "ANTIN-5057 /mnt/b", 1, 1);
            minutes(alerts, 10);
            assertThat(subjects()).hasSize(1);
            assertThat(mail.getReceivedMessages()[0].getContent().toString())
                    .contains("[CẦN XEM] Lần sao lưu lúc 02/11/2026 09:00 không thành", "ANTIN-5050", "/mnt/b");
        }
        HealthChecks checks = new HealthChecks(AlertThresholds.defaults(), Duration.ofSeconds(30));
        backup = new HealthReading.Backup(null, NINE.minus(Duration.ofDays(3)), null, "", 0, 0);
        assertThat(checks.of(reading()))
                .filteredOn(one -> one.rule() == HealthCheck.Rule.BACKUP)
                .singleElement()
                .satisfies(one -> assertThat(one.fault()).isEqualTo(Fault.BACKUP_OLD))
                .satisfies(one -> assertThat(one.level()).isEqualTo(HealthCheck.CheckLevel.WARNING));
        backup = new HealthReading.Backup(NINE.minus(Duration.ofDays(6)), null, NINE, "x", 0, 0);
        assertThat(checks.of(reading()))
                .filteredOn(one -> one.rule() == HealthCheck.Rule.BACKUP)
                .singleElement()
                .satisfies(one -> assertThat(one.level()).isEqualTo(HealthCheck.CheckLevel.CRITICAL));
    }

    @Test
    void an_authority_is_due_from_two_thirds_of_its_life_until_the_next_one_is_there() {
        HealthChecks checks = new HealthChecks(AlertThresholds.defaults(), Duration.ofSeconds(30));
        Instant now = reading().at();
        HealthReading.Certificate young = authority("AUTHORITY", now.minus(Duration.ofDays(1300)));
        HealthReading.Certificate old = authority("AUTHORITY", now.minus(Duration.ofDays(1400)));
        HealthReading.Certificate next = authority("AUTHORITY_NEXT", now);

        certificates = List.of(young);
        assertThat(checks.of(reading())).extracting(HealthCheck::fault).doesNotContain(Fault.AUTHORITY_DUE);
        certificates = List.of(old);
        assertThat(checks.of(reading())).extracting(HealthCheck::fault).contains(Fault.AUTHORITY_DUE);
        certificates = List.of(old, next);
        assertThat(checks.of(reading())).extracting(HealthCheck::fault).doesNotContain(Fault.AUTHORITY_DUE);
    }

    private static HealthReading.Certificate authority(String purpose, Instant from) {
        return new HealthReading.Certificate("hub", purpose, "1", from, from.plus(Duration.ofDays(2000)));
    }

    @Test
    void a_route_that_somebody_stopped_is_told_with_who_and_why_until_it_runs_again() throws Exception {
        try (Alerts alerts = alerts(settings(null, null))) {
            stopped = List.of(new StoppedRoutes.StoppedRoute("dispatch", NINE, "Trần Thị Bình", "thay ổ đĩa"));
            minutes(alerts, 10);
            assertThat(subjects()).hasSize(1);
            assertThat(mail.getReceivedMessages()[0].getContent().toString())
                    .contains("[CẦN XEM] Tuyến dispatch bị dừng từ 02/11/2026 09:00 do Trần Thị Bình: thay ổ đĩa")
                    .contains("ANTIN-5037");
            stopped = List.of();
            minutes(alerts, 10);
            assertThat(ledger.read(alerts.book()::open)).isEmpty();
        }
    }

    @Test
    void a_line_that_comes_and_goes_is_one_alert() {
        try (Alerts alerts = alerts(settings(null, null))) {
            for (int turn = 0; turn < 30; turn++) {
                line(turn % 2 == 1);
                minutes(alerts, 1);
            }
            assertThat(subjects()).hasSize(1);
            assertThat(ledger.read(alerts.book()::open)).hasSize(1);
        }
    }

    @Test
    void what_is_silenced_stays_silent_and_so_does_its_end() {
        try (Alerts alerts = alerts(settings(null, null))) {
            ledger.store(
                    "test",
                    tx -> alerts.book()
                            .silence(tx, "LINE", "", NINE.plus(Duration.ofHours(2)), "truc", "đang sửa", NINE));
            line(false);
            minutes(alerts, 60);
            assertThat(subjects()).isEmpty();
            line(true);
            minutes(alerts, 30);
            assertThat(subjects()).isEmpty();

            line(false);
            minutes(alerts, 60);
            assertThat(subjects()).as("the silence is over").isNotEmpty();
        }
    }

    @Test
    void after_a_restart_nothing_is_told_twice() {
        line(false);
        try (Alerts alerts = alerts(settings(null, null))) {
            minutes(alerts, 20);
        }
        int before = subjects().size();
        try (Alerts again = alerts(settings(null, null))) {
            minutes(again, 60);
            assertThat(subjects()).hasSize(before);
            line(true);
            minutes(again, 10);
            assertThat(subjects()).hasSize(before + 1);
        }
    }

    @Test
    void what_a_mail_server_does_not_take_waits_is_bounded_and_goes_out_later() {
        AlertSettings settings = settings(null, null);
        int port = mail.getSmtp().getPort();
        mail.stop();
        try (Alerts alerts = alerts(settings)) {
            for (int time = 0; time < 150; time++) {
                ledger.store(
                        "test",
                        tx -> alerts.book()
                                .post(
                                        tx,
                                        "mail",
                                        AlertMessage.test(reading().self(), NINE, "a")
                                                .json(),
                                        NINE));
            }
            assertThat(ledger.read(alerts.book()::waiting)).isEqualTo(100L);
            alerts.deliver();
            assertThat(ledger.read(alerts.book()::waiting)).isEqualTo(100L);

            GreenMail back = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
            back.start();
            try {
                clock.pass(Duration.ofMinutes(1));
                alerts.deliver();
                assertThat(back.getReceivedMessages()).isNotEmpty();
            } finally {
                back.stop();
            }
        }
    }

    @Test
    void a_webhook_is_signed_and_syslog_gets_a_line() throws Exception {
        LinkedBlockingQueue<Map.Entry<String, String>> posted = new LinkedBlockingQueue<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            posted.add(Map.entry(exchange.getRequestHeaders().getFirst("webhook-signature"), body));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        Path secret = Files.writeString(folder.resolve("secret"), "whsec_" + "A".repeat(44) + "\n");
        try (DatagramSocket syslog = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                Alerts alerts = alerts(settings(
                        new AlertSettings.Hook(
                                URI.create("http://127.0.0.1:"
                                        + server.getAddress().getPort() + "/"),
                                secret),
                        new AlertSettings.Syslog("127.0.0.1", syslog.getLocalPort())))) {
            dead = 3;
            minutes(alerts, 5);

            Map.Entry<String, String> message = posted.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(message).isNotNull();
            assertThat(message.getKey()).startsWith("v1,");
            assertThat(message.getValue()).contains("\"rule\":\"dead_letters\"", "ANTIN-5034");
            DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
            syslog.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
            syslog.receive(packet);
            assertThat(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8))
                    .startsWith("<28>1 2026-11-02T02:")
                    .contains(" nut-a antin ", " ALERT - ", "3 thông điệp");
            assertThat(subjects()).hasSize(1);
            List<AlertStore.Alert> open = ledger.read(new AlertStore()::open);
            assertThat(open).hasSize(1);
        } finally {
            server.stop(0);
        }
    }
}
