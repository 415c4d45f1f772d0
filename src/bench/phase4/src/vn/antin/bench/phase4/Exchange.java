package vn.antin.bench.phase4;

import com.helger.mime.CMimeType;
import com.helger.phase4.CAS4;
import com.helger.phase4.attachment.AS4OutgoingAttachment;
import com.helger.phase4.crypto.AS4CryptoFactoryInMemoryKeyStore;
import com.helger.phase4.incoming.AS4IncomingProfileSelectorConstant;
import com.helger.phase4.model.pmode.PMode;
import com.helger.phase4.model.pmode.resolve.AS4DefaultPModeResolver;
import com.helger.phase4.sender.AS4Sender;
import com.helger.phase4.sender.EAS4UserMessageSendResult;
import com.helger.phase4.sender.IAS4SignalMessageValidationResultHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Sends documents as signed messages to one address; returns when the signed receipt matches the message. */
final class Exchange {

    private final AS4CryptoFactoryInMemoryKeyStore keys;
    private final PMode mode;
    private final String url;
    private final KeptAlive connections;
    private final @Nullable X509Certificate encryptFor;

    private Exchange(
            AS4CryptoFactoryInMemoryKeyStore keys,
            PMode mode,
            String url,
            KeptAlive connections,
            @Nullable X509Certificate encryptFor) {
        this.keys = keys;
        this.mode = mode;
        this.url = url;
        this.connections = connections;
        this.encryptFor = encryptFor;
    }

    /** Signed only, without TLS. */
    static Exchange bare(Path folder, PMode mode, String from, String url)
            throws IOException, GeneralSecurityException {
        return new Exchange(Keys.of(folder, from), mode, url, new KeptAlive(null), null);
    }

    /** Signed and encrypted, over TLS. */
    static Exchange encrypted(Path folder, PMode mode, String from, String to, String url)
            throws IOException, GeneralSecurityException {
        KeptAlive connections = new KeptAlive(Keys.tls(folder, from));
        return new Exchange(Keys.of(folder, from), mode, url, connections, Keys.certificate(folder, to));
    }

    void send(byte[] payload) throws IOException {
        Receipt receipt = new Receipt();
        AS4Sender.BuilderUserMessage message = AS4Sender.builderUserMessage()
                .as4ProfileID("antin-bench")
                .httpClientFactory(connections)
                .cryptoFactory(keys)
                .pmode(mode)
                .pmodeResolver(new AS4DefaultPModeResolver(null))
                .incomingProfileSelector(new AS4IncomingProfileSelectorConstant(null, false))
                .service(Agreement.SERVICE)
                .action(Agreement.ACTION)
                .agreementRef(Agreement.REFERENCE)
                .fromPartyID(Keys.SENDER)
                .fromRole(CAS4.DEFAULT_INITIATOR_URL)
                .toPartyID(Keys.RECEIVER)
                .toRole(CAS4.DEFAULT_RESPONDER_URL)
                .endpointURL(url)
                .payload(AS4OutgoingAttachment.builder().data(payload).mimeType(CMimeType.APPLICATION_OCTET_STREAM))
                .signalMsgValidationResultHdl(receipt)
                .signalMsgConsumer(
                        (signal, metadata, state) -> receipt.signed.set(state.getSigningCertificate() != null));
        if (encryptFor != null) {
            message.receiverCertificate(encryptFor);
        }
        EAS4UserMessageSendResult result =
                message.sendMessageAndCheckForReceipt(failure -> failure.printStackTrace(System.err));
        if (result != EAS4UserMessageSendResult.SUCCESS || !receipt.matches.get() || !receipt.signed.get()) {
            throw new IOException("no receipt that holds: " + result + " " + receipt.trouble);
        }
    }

    /** The validation of one message's receipt. */
    private static final class Receipt implements IAS4SignalMessageValidationResultHandler {

        private final AtomicBoolean matches = new AtomicBoolean();
        private final AtomicBoolean signed = new AtomicBoolean();
        private volatile @Nullable String trouble;

        @Override
        public void onSuccess() {
            matches.set(true);
        }

        @Override
        public void onError(String words) {
            trouble = words;
        }

        @Override
        public void onNotApplicable() {
            trouble = "not applicable";
        }
    }
}
