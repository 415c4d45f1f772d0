package vn.antin.door.soap;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.activation.DataHandler;
import jakarta.activation.DataSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLStreamReader;
import org.apache.cxf.attachment.AttachmentImpl;
import org.apache.cxf.interceptor.AttachmentInInterceptor;
import org.apache.cxf.message.Attachment;
import org.apache.cxf.message.Message;
import org.apache.cxf.phase.AbstractPhaseInterceptor;
import org.apache.cxf.phase.Phase;
import vn.antin.door.http.Multipart;
import vn.antin.edxml.Source;

/** Passes the parsed envelope and attachments to the framework, which parses no MIME and no raw XML itself. */
final class ParsedMessageInterceptor extends AbstractPhaseInterceptor<Message> {

    public ParsedMessageInterceptor() {
        super(Phase.RECEIVE);
        addBefore(AttachmentInInterceptor.class.getName());
    }

    @Override
    public void handleMessage(Message message) {
        SoapCall call = SoapCall.of(message);
        MtomRequest mtom = call.mtom();
        message.setContent(
                XMLStreamReader.class,
                new EnvelopeReader(mtom.envelope(), mtom.attachments().keySet()));
        message.put(Message.CONTENT_TYPE, mtom.twelve() ? "application/soap+xml" : "text/xml");
        // The answer takes the encoding of the request, which without a charset would be Latin-1.
        message.put(Message.ENCODING, UTF_8.name());
        List<Attachment> attachments = new ArrayList<>();
        mtom.attachments()
                .forEach((id, part) ->
                        attachments.add(new AttachmentImpl(id, new DataHandler(new Kept(Multipart.source(part))))));
        message.setAttachments(attachments);
        message.getExchange().put(Message.MTOM_ENABLED, call.inParts());
    }

    /** An attachment; its name and type are in the envelope. */
    private record Kept(Source source) implements DataSource {

        @Override
        public InputStream getInputStream() throws IOException {
            return source.open();
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            throw new IOException("only to be read");
        }

        @Override
        public String getContentType() {
            return "application/octet-stream";
        }

        @Override
        public String getName() {
            return "";
        }
    }
}
