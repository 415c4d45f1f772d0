package vn.antin.bench.phase4;

import com.helger.collection.commons.ICommonsList;
import com.helger.http.header.HttpHeaderMap;
import com.helger.phase4.attachment.WSS4JAttachment;
import com.helger.phase4.ebms3header.Ebms3SignalMessage;
import com.helger.phase4.ebms3header.Ebms3UserMessage;
import com.helger.phase4.error.AS4ErrorList;
import com.helger.phase4.incoming.IAS4IncomingMessageMetadata;
import com.helger.phase4.incoming.IAS4IncomingMessageState;
import com.helger.phase4.incoming.spi.AS4MessageProcessorResult;
import com.helger.phase4.incoming.spi.AS4SignalMessageProcessorResult;
import com.helger.phase4.incoming.spi.IAS4IncomingMessageProcessorSPI;
import com.helger.phase4.model.pmode.IPMode;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Node;

/** Reads an arrived message to its end and hands its payload on; refuses one without a signature. */
final class Reading implements IAS4IncomingMessageProcessorSPI {

    /** What is done with a payload before the receipt. */
    interface Consumer {
        void take(byte[] payload) throws IOException;
    }

    private final boolean encrypted;
    private final Consumer consumer;

    /**
     * Reads messages.
     *
     * @param encrypted whether a message that is not encrypted is refused
     */
    Reading(boolean encrypted, Consumer consumer) {
        this.encrypted = encrypted;
        this.consumer = consumer;
    }

    @Override
    public AS4MessageProcessorResult processAS4UserMessage(
            IAS4IncomingMessageMetadata metadata,
            HttpHeaderMap headers,
            Ebms3UserMessage message,
            IPMode mode,
            @Nullable Node payload,
            @Nullable ICommonsList<WSS4JAttachment> attachments,
            IAS4IncomingMessageState state,
            AS4ErrorList errors) {
        if (state.getSigningCertificate() == null
                || attachments == null
                || encrypted && !state.hasDecryptedAttachments()) {
            return AS4MessageProcessorResult.createFailure();
        }
        for (WSS4JAttachment attachment : attachments) {
            try (InputStream in = attachment.getSourceStream()) {
                consumer.take(in.readAllBytes());
            } catch (IOException e) {
                e.printStackTrace(System.err);
                return AS4MessageProcessorResult.createFailure();
            }
        }
        return AS4MessageProcessorResult.createSuccess();
    }

    @Override
    public AS4SignalMessageProcessorResult processAS4SignalMessage(
            IAS4IncomingMessageMetadata metadata,
            HttpHeaderMap headers,
            Ebms3SignalMessage message,
            @Nullable IPMode mode,
            IAS4IncomingMessageState state,
            AS4ErrorList errors) {
        return AS4SignalMessageProcessorResult.createSuccess();
    }

    @Override
    public void processAS4ResponseMessage(
            IAS4IncomingMessageMetadata metadata,
            IAS4IncomingMessageState state,
            String id,
            byte @Nullable [] bytes,
            boolean available,
            AS4ErrorList errors) {
        // The receipt goes back in the HTTP answer.
    }
}
