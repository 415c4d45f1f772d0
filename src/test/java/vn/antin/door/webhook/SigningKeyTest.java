package vn.antin.door.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import vn.antin.fault.Refused;
import vn.antin.ledger.Webhooks;

/** The signatures of messages, compared with the specification's example. */
class SigningKeyTest {

    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";

    @Test
    void the_symmetric_signature_is_that_of_the_specification() {
        SigningKey drawn = SigningKey.generate();
        SigningKey key = new SigningKey(
                Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), drawn.seed(), drawn.shown());

        assertThat(key.secretText()).isEqualTo("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        assertThat(key.sign(ID, 1614265330, "{\"test\": 2432232314}".getBytes(UTF_8)))
                .startsWith("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= v1a,");
    }

    @Test
    void the_other_signature_is_verified_with_the_public_key_alone() throws Exception {
        SigningKey key = SigningKey.generate();
        byte[] body = "{\"số\": 1}".getBytes(UTF_8);

        String v1a = key.sign(ID, 1614265330, body).split(" v1a,", 2)[1];

        byte[] shown = Base64.getDecoder().decode(key.publicText().substring("whpk_".length()));
        assertThat(shown).hasSize(32);
        assertThat(verified(shown, ID + ".1614265330.", body, v1a)).isTrue();
        assertThat(verified(shown, ID + ".1614265331.", body, v1a)).isFalse();
    }

    private static boolean verified(byte[] shown, String head, byte[] body, String signature) throws Exception {
        ByteArrayOutputStream spki = new ByteArrayOutputStream();
        spki.writeBytes(HexFormat.of().parseHex("302a300506032b6570032100"));
        spki.writeBytes(shown);
        PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki.toByteArray()));
        Signature judge = Signature.getInstance("Ed25519");
        judge.initVerify(key);
        judge.update(head.getBytes(UTF_8));
        judge.update(body);
        return judge.verify(Base64.getDecoder().decode(signature));
    }

    @Test
    void keys_are_kept_wrapped_and_open_for_their_own_webhook_only() {
        WebhookKeyWrap ring = new WebhookKeyWrap(purpose -> NodeKey.encryption());
        UUID webhook = UUID.randomUUID();
        SigningKey key = SigningKey.generate();

        Webhooks.Key closed = ring.closed(webhook, key);

        WebhookKeyWrap recovery = new WebhookKeyWrap(purpose -> NodeKey.encryption());
        assertThat(HexFormat.of().formatHex(closed.secret()))
                .doesNotContain(HexFormat.of().formatHex(key.secret()));
        assertThat(recovery.opened(webhook, closed).secretText()).isEqualTo(key.secretText());
        assertThat(recovery.allOpened(webhook, List.of(closed)).get(0).sign(ID, 1, new byte[0]))
                .isEqualTo(key.sign(ID, 1, new byte[0]));
        assertThatThrownBy(() -> new WebhookKeyWrap(purpose -> NodeKey.encryption()).opened(UUID.randomUUID(), closed))
                .isInstanceOf(Refused.class);
        Webhooks.Key swapped =
                new Webhooks.Key(/* secret= */ closed.signing(), /* signing= */ closed.secret(), closed.shown(), null);
        assertThatThrownBy(
                        () -> new WebhookKeyWrap(purpose -> NodeKey.encryption()).allOpened(webhook, List.of(swapped)))
                .isInstanceOf(Refused.class);
        assertThat(key.toString()).doesNotContain(key.secretText());
    }
}
