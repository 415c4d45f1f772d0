package vn.antin.door.soap;

import org.apache.cxf.binding.soap.Soap12;
import org.apache.cxf.binding.soap.SoapMessage;
import org.apache.cxf.message.Message;
import org.apache.cxf.phase.AbstractPhaseInterceptor;
import org.apache.cxf.phase.Phase;

/** Keeps the framework from answering a failure itself: the servlet around it does. */
final class SoapFaultInterceptor extends AbstractPhaseInterceptor<Message> {

    SoapFaultInterceptor() {
        super(Phase.SETUP);
    }

    @Override
    public void handleMessage(Message message) {
        SoapCall call = SoapCall.of(message);
        Exception why = message.getContent(Exception.class);
        call.failed(why == null ? new IllegalStateException("a fault without a reason") : why);
        if (message.getExchange().getInMessage() instanceof SoapMessage asked) {
            call.twelve(asked.getVersion() instanceof Soap12);
        }
        message.getInterceptorChain().abort();
    }
}
