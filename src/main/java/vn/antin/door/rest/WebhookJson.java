package vn.antin.door.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.antin.door.Language;
import vn.antin.door.webhook.DeliveryService;
import vn.antin.door.webhook.FailureReason;
import vn.antin.door.webhook.WebhookService;
import vn.antin.ledger.Deliveries;
import vn.antin.ledger.Webhooks.Webhook;
import vn.antin.ledger.Webhooks.WebhookState;

/** The JSON of webhooks and deliveries, as {@code openapi.yaml} describes it. */
final class WebhookJson {

    private WebhookJson() {}

    static String at(UUID id) {
        return ResponseJson.BASE + "/webhooks/" + id;
    }

    /**
     * The state of a webhook.
     *
     * @param after the number in the feed up to which the webhook has been served
     * @param publicKeys the valid keys, the one in use first
     * @param secret only in the answer that creates it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record HookJson(
            String id,
            String agency,
            String url,
            @Nullable String description,
            List<String> types,
            boolean enabled,
            WebhookState state,
            String after,
            Instant created,
            @Nullable Instant failingSince,
            @Nullable Instant notBefore,
            List<String> publicKeys,
            @Nullable String secret,
            Map<String, String> links) {

        static HookJson of(Webhook webhook, List<String> publicKeys, @Nullable String secret) {
            String self = at(webhook.id());
            return new HookJson(
                    webhook.id().toString(),
                    webhook.agency().value(),
                    webhook.url(),
                    webhook.description().isEmpty() ? null : webhook.description(),
                    webhook.types().isEmpty()
                            ? List.of()
                            : Arrays.stream(webhook.types().split(",", -1))
                                    .map(type -> EventTypes.PREFIX + type)
                                    .toList(),
                    webhook.state() == WebhookState.ON,
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

    /** All webhooks of the caller. */
    record Hooks(List<HookJson> webhooks) {}

    /** The valid keys, the one in use first. */
    record Secrets(List<Secret> keys) {

        static Secrets of(WebhookService.Keyed keyed) {
            return new Secrets(keyed.keys().stream()
                    .map(good -> new Secret(good.key().secretText(), good.key().publicText(), good.until()))
                    .toList());
        }
    }

    /** A key; with a successor, until when messages are signed with both. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Secret(String secret, String publicKey, @Nullable Instant until) {}

    /** Why an attempt failed: a code for software and a sentence for people. */
    record FailureJson(FailureReason code, String detail) {

        static @Nullable FailureJson of(@Nullable FailureReason setback, Language language) {
            return setback == null ? null : new FailureJson(setback, setback.in(language));
        }
    }

    /** The result of a test. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Test(
            boolean delivered,
            String webhookId,
            Instant at,
            long millis,
            @Nullable Integer status,
            @Nullable FailureJson error) {

        static Test of(WebhookService.Tried tried, Language language) {
            return new Test(
                    tried.setback() == null,
                    tried.id(),
                    tried.at(),
                    tried.millis(),
                    tried.status(),
                    FailureJson.of(tried.setback(), language));
        }
    }

    /** One attempt of a delivery. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AttemptJson(
            int number,
            Instant at,
            long millis,
            @Nullable Integer status,
            @Nullable FailureJson error) {

        static AttemptJson of(Deliveries.DeliveryAttempt attempt, Language language) {
            String setback = attempt.setback();
            return new AttemptJson(
                    attempt.number(),
                    attempt.at(),
                    attempt.millis(),
                    attempt.status(),
                    FailureJson.of(setback == null ? null : FailureReason.valueOf(setback), language));
        }
    }

    /**
     * The delivery of one event to a webhook.
     *
     * @param event its number in the feed
     * @param nextAttempt absent when there is none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DeliveryJson(
            String event,
            String webhookId,
            String type,
            Deliveries.DeliveryState state,
            Instant since,
            @Nullable Instant nextAttempt,
            List<AttemptJson> attempts) {

        static DeliveryJson of(DeliveryService.AttemptedDelivery followed, Language language) {
            Deliveries.Delivery delivery = followed.delivery();
            return new DeliveryJson(
                    Long.toString(delivery.event()),
                    followed.id(),
                    EventTypes.of(delivery.what()),
                    delivery.state(),
                    delivery.since(),
                    delivery.state() == Deliveries.DeliveryState.WAITING ? delivery.due() : null,
                    followed.attempts().stream()
                            .map(attempt -> AttemptJson.of(attempt, language))
                            .toList());
        }
    }

    /** A page of deliveries, newest first. */
    record DeliveryPage(List<DeliveryJson> deliveries) {}

    /** The number of deliveries that start anew. */
    record Recovered(int recovered) {}

    /** The number in the feed after which the webhook resumes. */
    record Replaying(String after) {}
}
