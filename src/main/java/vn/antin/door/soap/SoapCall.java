package vn.antin.door.soap;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import org.apache.cxf.message.Message;
import org.apache.cxf.phase.PhaseInterceptorChain;
import org.apache.cxf.transport.http.AbstractHTTPDestination;
import org.jspecify.annotations.Nullable;
import vn.antin.door.Caller;

/** One call: its caller, its attachments, whether the node understood it, and its failure. */
final class SoapCall {

    private static final String NAME = SoapCall.class.getName();

    private final Caller caller;
    private final MtomRequest mtom;
    private final boolean inParts;
    private boolean twelve;
    private boolean understood;
    private @Nullable Throwable failure;

    SoapCall(Caller caller, MtomRequest mtom, HttpServletRequest request) {
        this.caller = caller;
        this.mtom = mtom;
        this.twelve = mtom.twelve();
        this.inParts = mtom.inParts()
                || String.valueOf(request.getHeader("Accept"))
                        .toLowerCase(Locale.ROOT)
                        .contains("multipart/related");
        request.setAttribute(NAME, this);
    }

    /** The call that a message of the framework, in or out, belongs to. */
    static SoapCall of(Message message) {
        Message asked = message.getExchange().getInMessage();
        if ((asked == null ? message : asked).get(AbstractHTTPDestination.HTTP_REQUEST)
                        instanceof HttpServletRequest request
                && request.getAttribute(NAME) instanceof SoapCall call) {
            return call;
        }
        throw new IllegalStateException("a message without a call");
    }

    /** The call this thread serves; marks the request as understood, so that later failures are the node's. */
    static SoapCall served() {
        SoapCall call = of(PhaseInterceptorChain.getCurrentMessage());
        call.understood = true;
        return call;
    }

    Caller caller() {
        return caller;
    }

    MtomRequest mtom() {
        return mtom;
    }

    /** Whether the answer may be multipart: only for callers that send or accept it. */
    boolean inParts() {
        return inParts;
    }

    boolean twelve() {
        return twelve;
    }

    /** Sets the version of SOAP; the envelope takes precedence over the headers. */
    void twelve(boolean really) {
        twelve = really;
    }

    boolean understood() {
        return understood;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    void failed(Throwable why) {
        failure = failure == null ? why : failure;
    }
}
