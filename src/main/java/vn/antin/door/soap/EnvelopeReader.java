package vn.antin.door.soap;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.util.StreamReaderDelegate;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.xml.SafeXml;

/**
 * Reads an envelope within the limits of this door. An include must name an attachment of the same message, and base64
 * must be valid: the binding would fetch the former from anywhere and skip invalid characters of the latter.
 */
final class EnvelopeReader extends StreamReaderDelegate {

    /** Depth of a message: an envelope has a body, and the body a message. */
    private static final int BODY = 2;

    private static final int DEPTH = 32;
    private static final int ELEMENTS = 20_000;
    private static final String XOP = "http://www.w3.org/2004/08/xop/include";
    private static final Set<String> BINARY = Set.of("content", "package");

    private final Set<String> attachments;
    private final Set<String> included = new HashSet<>();
    private final Deque<String> open = new ArrayDeque<>();
    private long digits;
    private boolean message;

    EnvelopeReader(byte[] envelope, Set<String> attachments) {
        super(SafeXml.stream(envelope, new SafeXml.XmlLimits(envelope.length, DEPTH, ELEMENTS, 32, 16, 256)));
        this.attachments = attachments;
    }

    @Override
    public int next() throws XMLStreamException {
        if (!hasNext()) {
            throw new XMLStreamException("the message ends too early", getLocation());
        }
        int event = super.next();
        switch (event) {
            case XMLStreamConstants.START_ELEMENT -> {
                if (XOP.equals(getNamespaceURI())) {
                    include(getAttributeValue(null, "href"));
                }
                message |= open.size() == BODY && "Body".equals(open.peek());
                open.push(getLocalName());
                digits = 0;
            }
            case XMLStreamConstants.END_ELEMENT -> {
                if (open.size() == BODY && !message && "Body".equals(open.peek())) {
                    throw new Refused(Fault.REQUEST_FORM, "soap:Body");
                }
                if (BINARY.contains(open.pop()) && digits % 4 != 0) {
                    throw new Refused(Fault.FIELD_INVALID, getLocalName(), "base64");
                }
                if (message && open.size() == BODY) {
                    checkForgotten();
                }
                digits = 0;
            }
            case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                if (!open.isEmpty() && BINARY.contains(open.peek())) {
                    base64(getTextCharacters(), getTextStart(), getTextLength());
                }
            }
            default -> {
                // no text here
            }
        }
        return event;
    }

    /** Overridden, because the delegate would read past this reader. */
    @Override
    public int nextTag() throws XMLStreamException {
        int event = next();
        while (event == XMLStreamConstants.COMMENT
                || event == XMLStreamConstants.PROCESSING_INSTRUCTION
                || event == XMLStreamConstants.SPACE
                || (event == XMLStreamConstants.CHARACTERS && isWhiteSpace())) {
            event = next();
        }
        if (event != XMLStreamConstants.START_ELEMENT && event != XMLStreamConstants.END_ELEMENT) {
            throw new XMLStreamException("an element is missing", getLocation());
        }
        return event;
    }

    private void include(String href) {
        String id = href == null || !href.startsWith("cid:") ? null : decoded(href.substring(4));
        if (id == null || !attachments.contains(id)) {
            throw new Refused(Fault.FIELD_INVALID, "xop:Include", String.valueOf(href));
        }
        included.add(id);
    }

    /** Refuses attachments that no element refers to: their sender believes they were sent. */
    private void checkForgotten() {
        attachments.stream().filter(id -> !included.contains(id)).findFirst().ifPresent(id -> {
            throw new Refused(Fault.ATTACHMENT_FORGOTTEN, id);
        });
    }

    private static String decoded(String id) {
        try {
            return URLDecoder.decode(id.replace("+", "%2B"), UTF_8);
        } catch (IllegalArgumentException e) {
            return id;
        }
    }

    private void base64(char[] text, int start, int length) {
        for (int i = start; i < start + length; i++) {
            char c = text[i];
            if ((c >= 'A' && c <= 'Z')
                    || (c >= 'a' && c <= 'z')
                    || (c >= '0' && c <= '9')
                    || c == '+'
                    || c == '/'
                    || c == '=') {
                digits++;
            } else if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                throw new Refused(Fault.FIELD_INVALID, open.element(), "base64");
            }
        }
    }
}
