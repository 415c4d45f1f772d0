package vn.antin.door.webhook;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import vn.antin.envelope.Mode;
import vn.antin.ledger.Deliveries;
import vn.antin.ledger.Feed;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.Webhooks;

/** What all parts of this package share: the ledger, the renderer and the settings. */
record WebhookContext(
        Repositories repositories,
        Webhooks webhooks,
        Deliveries deliveries,
        Feed feed,
        WebhookKeyWrap keyring,
        EventRenderer telling,
        WebhookSettings settings) {

    /** The headers of one attempt; a test node marks its messages as it marks its answers. */
    Map<String, String> headers(WebhookMessage letter, List<SigningKey> keys, Instant at) {
        Map<String, String> headers = new HashMap<>(letter.headers(keys, at));
        if (settings.mode() == Mode.TEST) {
            headers.put("Antin-Mode", Mode.TEST.name());
        }
        return headers;
    }

    /** The keys that sign a message now. */
    List<SigningKey> keys(UUID webhook, Instant now) {
        return keyring.allOpened(webhook, repositories.ledger().read(tx -> webhooks.keys(tx, webhook, now)));
    }
}
