package vn.antin.door.webhook;

import java.time.Duration;
import javax.net.ssl.SSLContext;
import vn.antin.envelope.Mode;

/**
 * What a node allows its webhooks.
 *
 * @param networks where they may be
 * @param tls whose certificates are believed
 * @param most webhooks of one agency
 * @param keep how long it is kept what became of a message
 * @param mode of the node: the messages of a test node say that it is one
 */
public record WebhookSettings(AllowedNetworks networks, SSLContext tls, int most, Duration keep, Mode mode) {}
