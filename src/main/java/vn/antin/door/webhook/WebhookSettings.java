package vn.antin.door.webhook;

import java.time.Duration;
import javax.net.ssl.SSLContext;
import vn.antin.envelope.Mode;

/**
 * The limits a node sets for its webhooks.
 *
 * @param networks where receivers may be
 * @param tls trust store of the receivers' certificates
 * @param most webhooks of one agency
 * @param keep how long deliveries are kept
 * @param mode of the node: messages of a test node are marked
 */
public record WebhookSettings(AllowedNetworks networks, SSLContext tls, int most, Duration keep, Mode mode) {}
