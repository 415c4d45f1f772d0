package vn.antin.door.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.antin.door.Language;
import vn.antin.door.webhook.DeliveryDesk;
import vn.antin.door.webhook.Setback;
import vn.antin.door.webhook.WebhookDesk;
import vn.antin.ledger.Deliveries;
import vn.antin.ledger.Webhooks.State;
import vn.antin.ledger.Webhooks.Webhook;

/** Webhooks and their deliveries in JSON, as {@code openapi.yaml} describes them. */
final class HookAnswers {

    private HookAnswers() {}

    static String at(UUID id) {
        return Answers.BASE + "/webhooks/" + id;
    }

    /**
     * A webhook as it stands.
     *
     * @param after the number in the feed of events up to which it has been looked at
     * @param publicKeys those that are good now, the one in use first
     * @param secret only when it was made
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Hook(
            String id,
            String agency,
            String url,
            @Nullable String description,
            List<String> types,
            boolean enabled,
            State state,
            String after,
            Instant created,
            @Nullable Instant failingSince,
            @Nullable Instant notBefore,
            List<String> publicKeys,
            @Nullable String secret,
            Map<String, String> links) {

        static Hook of(Webhook webhook, List<String> publicKeys, @Nullable String secret) {
            String self = at(webhook.id());
            return new Hook(
                    webhook.id().toString(),
                    webhook.agency().value(),
                    webhook.url(),
                    webhook.description().isEmpty() ? null : webhook.description(),
                    webhook.types().isEmpty()
                            ? List.of()
                            : Arrays.stream(webhook.types().split(",", -1))
                                    .map(type -> EventTypes.PREFIX + type)
                                    .toList(),
                    webhook.state() == State.ON,
                    webhook.state(),
                    Long.toString(webhook.taken()),
                    webhook.created(),
                    webhook.failing(),
                    webhook.hold(),
                    publicKeys,
                    secret,
                    Map.of("self", self, "deliveries", self + "/deliveries", "secret", self + "/secret"));
        }
    }

    /** All of the caller's. */
    record Hooks(List<Hook> webhooks) {}

    /** The keys that are good now, the one in use first. */
    record Secrets(List<Secret> keys) {

        static Secrets of(WebhookDesk.Keyed keyed) {
            return new Secrets(keyed.keys().stream()
                    .map(good -> new Secret(good.key().secretText(), good.key().publicText(), good.until()))
                    .toList());
        }
    }

    /** Of a key that has a successor, until when messages are signed with it, too. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Secret(String secret, String publicKey, @Nullable Instant until) {}

    /** What an attempt failed of, in a word for software and in words for people. */
    record Failure(Setback code, String detail) {

        static @Nullable Failure of(@Nullable Setback setback, Language language) {
            return setback == null ? null : new Failure(setback, setback.in(language));
        }
    }

    /** What came of a test. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Test(
            boolean delivered,
            String webhookId,
            Instant at,
            long millis,
            @Nullable Integer status,
            @Nullable Failure error) {

        static Test of(WebhookDesk.Tried tried, Language language) {
            return new Test(
                    tried.setback() == null,
                    tried.id(),
                    tried.at(),
                    tried.millis(),
                    tried.status(),
                    Failure.of(tried.setback(), language));
        }
    }

    /** One attempt. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Attempt(
            int number,
            Instant at,
            long millis,
            @Nullable Integer status,
            @Nullable Failure error) {

        static Attempt of(Deliveries.Attempt attempt, Language language) {
            String setback = attempt.setback();
            return new Attempt(
                    attempt.number(),
                    attempt.at(),
                    attempt.millis(),
                    attempt.status(),
                    Failure.of(setback == null ? null : Setback.valueOf(setback), language));
        }
    }

    /**
     * An event for a webhook.
     *
     * @param event its number in the feed
     * @param nextAttempt if there is to be one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Delivery(
            String event,
            String webhookId,
            String type,
            Deliveries.State state,
            Instant since,
            @Nullable Instant nextAttempt,
            List<Attempt> attempts) {

        static Delivery of(DeliveryDesk.Followed followed, Language language) {
            Deliveries.Delivery delivery = followed.delivery();
            return new Delivery(
                    Long.toString(delivery.event()),
                    followed.id(),
                    EventTypes.of(delivery.what()),
                    delivery.state(),
                    delivery.since(),
                    delivery.state() == Deliveries.State.WAITING ? delivery.due() : null,
                    followed.attempts().stream()
                            .map(attempt -> Attempt.of(attempt, language))
                            .toList());
        }
    }

    /** The newest first. */
    record Page(List<Delivery> deliveries) {}

    /** How many deliveries begin anew. */
    record Recovered(int recovered) {}

    /** The number in the feed that the webhook goes on after. */
    record Replaying(String after) {}
}
