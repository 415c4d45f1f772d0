package vn.antin.door.soap;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import org.apache.cxf.message.Message;
import org.apache.cxf.phase.PhaseInterceptorChain;
import org.apache.cxf.transport.http.AbstractHTTPDestination;
import org.jspecify.annotations.Nullable;
import vn.antin.door.Caller;

/** One call at the door: who makes it, what came with it, how far it got and why it failed if it did. */
final class Call {

    private static final String NAME = Call.class.getName();

    private final Caller caller;
    private final Parcel parcel;
    private final boolean inParts;
    private boolean twelve;
    private boolean understood;
    private @Nullable Throwable failure;

    Call(Caller caller, Parcel parcel, HttpServletRequest request) {
        this.caller = caller;
        this.parcel = parcel;
        this.twelve = parcel.twelve();
        this.inParts = parcel.inParts()
                || String.valueOf(request.getHeader("Accept"))
                        .toLowerCase(Locale.ROOT)
                        .contains("multipart/related");
        request.setAttribute(NAME, this);
    }

    /** The call a message of the framework belongs to, whichever way it goes. */
    static Call of(Message message) {
        Message asked = message.getExchange().getInMessage();
        if ((asked == null ? message : asked).get(AbstractHTTPDestination.HTTP_REQUEST)
                        instanceof HttpServletRequest request
                && request.getAttribute(NAME) instanceof Call call) {
            return call;
        }
        throw new IllegalStateException("a message without a call");
    }

    /** The call this thread serves; from here on what goes wrong is not for want of understanding the request. */
    static Call served() {
        Call call = of(PhaseInterceptorChain.getCurrentMessage());
        call.understood = true;
        return call;
    }

    Caller caller() {
        return caller;
    }

    Parcel parcel() {
        return parcel;
    }

    /** Whether the answer may come in parts: only to those who send or ask for them. */
    boolean inParts() {
        return inParts;
    }

    boolean twelve() {
        return twelve;
    }

    /** What the envelope says of itself wins over the headers. */
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
