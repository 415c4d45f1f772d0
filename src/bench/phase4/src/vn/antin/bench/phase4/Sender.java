package vn.antin.bench.phase4;

import com.helger.mime.CMimeType;
import com.helger.phase4.CAS4;
import com.helger.phase4.attachment.AS4OutgoingAttachment;
import com.helger.phase4.crypto.AS4CryptoFactoryInMemoryKeyStore;
import com.helger.phase4.incoming.AS4IncomingProfileSelectorConstant;
import com.helger.phase4.incoming.AS4ServerInitializer;
import com.helger.phase4.model.pmode.PMode;
import com.helger.phase4.model.pmode.resolve.AS4DefaultPModeResolver;
import com.helger.phase4.sender.AS4Sender;
import com.helger.phase4.sender.EAS4UserMessageSendResult;
import com.helger.phase4.sender.IAS4SignalMessageValidationResultHandler;
import com.helger.servlet.mock.MockServletContext;
import com.helger.web.scope.mgr.WebScopeManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import vn.antin.bench.Orders;

/** Sends each document as a signed message; it counts when the signed receipt matches the message. */
public final class Sender {

    private final AS4CryptoFactoryInMemoryKeyStore keys;
    private final PMode mode;
    private final String url;
    private final KeptAlive connections = new KeptAlive();

    private Sender(Path folder, int port) throws Exception {
        url = "http://127.0.0.1:" + port + Receiver.PATH;
        keys = Keys.of(folder, Keys.SENDER);
        WebScopeManager.onGlobalBegin(MockServletContext.create());
        AS4ServerInitializer.initAS4Server();
        mode = Agreement.register(url);
    }

    /** Arguments: the folder of the keys, the receiver's port. */
    public static void main(String[] args) throws Exception {
        Sender sender = new Sender(Path.of(args[0]), Integer.parseInt(args[1]));
        Orders.obey(System.out, sender::send);
        Runtime.getRuntime().halt(0);
    }

    private void send(byte[] payload) throws IOException {
        Receipt receipt = new Receipt();
        EAS4UserMessageSendResult result = AS4Sender.builderUserMessage()
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
                        (signal, metadata, state) -> receipt.signed.set(state.getSigningCertificate() != null))
                .sendMessageAndCheckForReceipt(failure -> failure.printStackTrace(System.err));
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
