package vn.antin.door.webhook;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Deliveries;
import vn.antin.ledger.Feed;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.Webhooks;
import vn.antin.ledger.Webhooks.Webhook;
import vn.antin.ledger.Webhooks.WebhookState;
import vn.antin.ledger.db.Ledger;

/** Manages webhooks for their owners; each call sees only those of the agencies it speaks for. */
public final class WebhookService implements AutoCloseable {

    /** How long a key stays valid after its successor was made. */
    public static final Duration OVERLAP = Duration.ofHours(24);

    private static final Duration SWEEP = Duration.ofMinutes(10);

    private final WebhookContext hooks;
    private final Ledger ledger;
    private final Clock clock;
    private final Supplier<WebhookClient> making;
    private final WebhookDispatcher webhookDispatcher;
    private final DeliveryService deliveries;
    private final Set<UUID> testing = ConcurrentHashMap.newKeySet();
    private @Nullable WebhookClient webhookClient;

    /** A key and the end of its validity; null for the one in use. */
    public record CreatedWebhook(SigningKey key, @Nullable Instant until) {}

    /** A webhook with its valid keys, the one in use first. */
    public record Keyed(Webhook webhook, List<CreatedWebhook> keys) {}

    /** The result of a test. */
    public record Tried(
            String id,
            Instant at,
            long millis,
            @Nullable Integer status,
            @Nullable FailureReason setback) {}

    /** Builds the service; it sends nothing before {@link #start}. */
    public WebhookService(
            Repositories repositories,
            Feed feed,
            WebhookKeyWrap keyring,
            EventRenderer telling,
            WebhookSettings settings,
            Clock clock) {
        this(
                new WebhookContext(repositories, new Webhooks(), new Deliveries(), feed, keyring, telling, settings),
                new RetrySchedule(new java.util.Random()),
                () -> new WebhookClient(settings.networks(), settings.tls()),
                clock);
    }

    WebhookService(WebhookContext hooks, RetrySchedule schedule, Supplier<WebhookClient> making, Clock clock) {
        this.hooks = hooks;
        this.ledger = hooks.repositories().ledger();
        this.clock = clock;
        this.making = making;
        this.webhookDispatcher = new WebhookDispatcher(hooks, schedule, this::webhookClient, clock);
        this.deliveries = new DeliveryService(this, hooks, webhookDispatcher, clock);
    }

    /** Most webhooks of one agency. */
    public int most() {
        return hooks.settings().most();
    }

    public WebhookService start() {
        webhookDispatcher.start(SWEEP);
        return this;
    }

    /** Notifies of an event in the ledger. Returns at once. */
    public void happened() {
        webhookDispatcher.happened();
    }

    public DeliveryService deliveries() {
        return deliveries;
    }

    /** Built on first use, because most nodes have no webhook. */
    private synchronized WebhookClient webhookClient() {
        WebhookClient made = webhookClient;
        if (made == null) {
            made = making.get();
            webhookClient = made;
        }
        return made;
    }

    /**
     * Parses an address and checks that it may be called now.
     *
     * @throws Refused FIELD_INVALID or WEBHOOK_TARGET
     */
    public String target(String text) {
        URI url = WebhookTarget.read(text);
        if (!webhookClient().allowed(url)) {
            throw new Refused(Fault.WEBHOOK_TARGET, url.getHost());
        }
        return url.toString();
    }

    /** Creates a webhook; durable when it returns. */
    public Keyed create(AgencyCode agency, String url, String description, List<String> types, long after) {
        Webhook webhook = new Webhook(
                UUID.randomUUID(),
                agency,
                url,
                description,
                String.join(",", types),
                WebhookState.ON,
                after,
                0,
                clock.instant(),
                null,
                null);
        SigningKey key = SigningKey.generate();
        Webhooks.Key closed = hooks.keyring().closed(webhook.id(), key);
        ledger.store("webhook.create", tx -> {
            if (hooks.webhooks().count(tx, agency) >= hooks.settings().most()) {
                throw new Refused(
                        Fault.WEBHOOKS_FULL, Integer.toString(hooks.settings().most()));
            }
            hooks.webhooks().add(tx, webhook, closed);
        });
        webhookDispatcher.changed();
        return new Keyed(webhook, List.of(new CreatedWebhook(key, null)));
    }

    public List<Webhook> list(Set<AgencyCode> agencies) {
        return ledger.read(tx -> hooks.webhooks().of(tx, agencies));
    }

    public Webhook find(UUID id, Set<AgencyCode> agencies) {
        return ledger.read(tx -> hooks.webhooks().find(tx, id))
                .filter(webhook -> agencies.contains(webhook.agency()))
                .orElseThrow(() -> new Refused(Fault.WEBHOOK_NOT_FOUND, id.toString()));
    }

    /** The public keys of a webhook, the one in use first; needs no decryption. */
    public List<String> publicKeys(Webhook webhook) {
        return ledger.read(tx -> hooks.webhooks().keys(tx, webhook.id(), clock.instant())).stream()
                .map(key -> SigningKey.publicText(key.shown()))
                .toList();
    }

    public Keyed keyed(UUID id, Set<AgencyCode> agencies) {
        Webhook webhook = find(id, agencies);
        return new Keyed(
                webhook,
                ledger.read(tx -> hooks.webhooks().keys(tx, id, clock.instant())).stream()
                        .map(key -> new CreatedWebhook(hooks.keyring().opened(id, key), key.until()))
                        .toList());
    }

    /**
     * A change of a webhook; null for what stays.
     *
     * @param after number in the feed after which it resumes
     */
    public record WebhookChange(
            @Nullable String url,
            @Nullable String description,
            @Nullable List<String> types,
            @Nullable Boolean enabled,
            @Nullable Long after) {}

    /** Changes a webhook; enabling it resumes where it stopped and clears its earlier failures. */
    public Webhook change(UUID id, Set<AgencyCode> agencies, WebhookChange change) {
        Webhook known = find(id, agencies);
        ledger.store("webhook.change", tx -> {
            hooks.webhooks()
                    .change(
                            tx,
                            id,
                            or(change.url(), known.url()),
                            or(change.description(), known.description()),
                            change.types() == null ? known.types() : String.join(",", change.types()));
            if (change.after() != null) {
                hooks.webhooks().rewind(tx, id, change.after());
            }
            if (change.enabled() != null) {
                hooks.webhooks().state(tx, id, change.enabled() ? WebhookState.ON : WebhookState.OFF);
                endAlarms(tx, id);
            }
        });
        webhookDispatcher.changed();
        return find(id, agencies);
    }

    private void endAlarms(vn.antin.ledger.db.Tx tx, UUID id) {
        hooks.repositories().timeline().end(tx, Fault.WEBHOOK_GONE, AttemptRecorder.subject(id));
        hooks.repositories().timeline().end(tx, Fault.WEBHOOK_FAILING, AttemptRecorder.subject(id));
    }

    private static String or(@Nullable String value, String otherwise) {
        return value == null ? otherwise : value;
    }

    public void remove(UUID id, Set<AgencyCode> agencies) {
        Webhook webhook = find(id, agencies);
        ledger.store("webhook.remove", tx -> {
            hooks.webhooks().remove(tx, webhook.id());
            endAlarms(tx, id);
        });
        webhookDispatcher.changed();
    }

    /** Creates a new key; messages are signed with the previous one, too, until {@link #OVERLAP} is over. */
    public Keyed rotate(UUID id, Set<AgencyCode> agencies) {
        Webhook webhook = find(id, agencies);
        Instant until = clock.instant().plus(OVERLAP);
        Webhooks.Key key = hooks.keyring().closed(webhook.id(), SigningKey.generate());
        ledger.store("webhook.rotate", tx -> hooks.webhooks().rotate(tx, id, key, until));
        return keyed(id, agencies);
    }

    /**
     * Sends one test message, once, also when the webhook is disabled.
     *
     * @throws Refused TOO_MANY_REQUESTS while another test of it runs
     */
    public CompletableFuture<Tried> test(UUID id, Set<AgencyCode> agencies) {
        Webhook webhook = find(id, agencies);
        Instant at = clock.instant();
        List<SigningKey> keys = hooks.keys(id, at);
        if (!testing.add(id)) {
            throw new Refused(Fault.TOO_MANY_REQUESTS);
        }
        WebhookMessage letter =
                new WebhookMessage("test_" + UUID.randomUUID(), hooks.telling().test(id, at));
        long begin = System.nanoTime();
        try {
            return webhookClient()
                    .post(
                            id,
                            URI.create(webhook.url()),
                            hooks.headers(letter, keys, at),
                            EventRenderer.MEDIA_TYPE,
                            letter.body())
                    .thenApply(answer -> new Tried(
                            letter.id(),
                            at,
                            (System.nanoTime() - begin) / 1_000_000,
                            answer.status(),
                            answer.setback()))
                    .whenComplete((tried, failure) -> testing.remove(id));
        } catch (RuntimeException e) {
            testing.remove(id);
            throw e;
        }
    }

    /** Aborts running attempts; they are repeated after the next start under the same id. */
    @Override
    public void close() {
        webhookDispatcher.close();
        synchronized (this) {
            if (webhookClient != null) {
                webhookClient.close();
            }
        }
    }
}
