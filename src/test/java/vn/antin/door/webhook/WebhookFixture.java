package vn.antin.door.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import vn.antin.MovingClock;
import vn.antin.door.rest.Loopback;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Mode;
import vn.antin.ledger.Deliveries;
import vn.antin.ledger.Feed;
import vn.antin.ledger.Webhooks;
import vn.antin.ledger.db.LedgerSamples;

/** A webhook service over a real ledger, with a clock and name resolution of the test. */
final class WebhookFixture implements AutoCloseable {

    static final AgencyCode HOME = new AgencyCode("H06.11");
    static final Set<AgencyCode> OURS = Set.of(HOME);

    final LedgerSamples offered;
    final SSLContext tls;
    final Map<String, InetAddress[]> names = new ConcurrentHashMap<>();
    volatile Duration patience = Duration.ofSeconds(2);
    final MovingClock clock = new MovingClock();
    private final WebhookSettings settings;
    private WebhookService service;

    WebhookFixture(Path folder) throws Exception {
        this(folder, AllowedNetworks.standard());
    }

    WebhookFixture(Path folder, AllowedNetworks networks) throws Exception {
        this.offered = new LedgerSamples(folder);
        this.tls = Loopback.tls();
        this.settings = new WebhookSettings(networks, tls, 3, Duration.ofDays(14), Mode.TEST);
        this.service = opened();
    }

    private WebhookService opened() {
        WebhookContext hooks = new WebhookContext(
                offered.repositories(),
                new Webhooks(),
                new Deliveries(),
                new Feed(offered.repositories()),
                new WebhookKeyWrap(purpose -> NodeKey.encryption()),
                new Words(),
                settings);
        return new WebhookService(
                        hooks,
                        new RetrySchedule(new Random(7)),
                        () -> new WebhookClient(settings.networks(), tls, this::addresses, patience),
                        clock)
                .start();
    }

    private InetAddress[] addresses(String host) throws UnknownHostException {
        InetAddress[] known = names.get(host);
        return known == null ? InetAddress.getAllByName(host) : known;
    }

    WebhookService service() {
        return service;
    }

    /** Simulates a crash: running attempts are not recorded. */
    void restart() {
        service.close();
        service = opened();
    }

    UUID webhook(String url) {
        return webhook(url, List.of());
    }

    UUID webhook(String url, List<String> types) {
        return service.create(HOME, url, "", types, new Feed(offered.repositories()).last())
                .webhook()
                .id();
    }

    Webhooks.Webhook standing(UUID id) {
        return service.find(id, OURS);
    }

    List<DeliveryService.AttemptedDelivery> deliveries(UUID id) {
        return service.deliveries().page(id, OURS, null, Long.MAX_VALUE, 100);
    }

    /** Adds an event of a document of the agency and returns its number in the feed. */
    long happens() {
        offered.sent(HOME.value(), "V/v báo cáo", "H06.12");
        service.happened();
        return new Feed(offered.repositories()).last();
    }

    List<String> alarms() {
        return offered.ledger().read(tx -> offered.repositories().timeline().alarms(tx)).stream()
                .map(alarm -> alarm.code())
                .toList();
    }

    @Override
    public void close() {
        service.close();
        offered.ledger().close();
    }

    /** Renders minimal bodies. */
    private static final class Words implements EventRenderer {

        @Override
        public byte[] body(Feed.FeedEntry entry) {
            return ("{\"id\":" + entry.event().number() + "}").getBytes(UTF_8);
        }

        @Override
        public byte[] test(UUID webhook, Instant at) {
            return "{\"test\":true}".getBytes(UTF_8);
        }

        @Override
        public Set<String> whats(String types) {
            return types.isEmpty() ? Set.of() : Set.of(types.split(","));
        }
    }
}
