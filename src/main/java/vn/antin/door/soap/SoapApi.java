package vn.antin.door.soap;

import jakarta.servlet.Servlet;
import jakarta.xml.ws.soap.SOAPBinding;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.apache.cxf.bus.CXFBusFactory;
import org.apache.cxf.jaxws.JaxWsServerFactoryBean;
import org.apache.cxf.logging.FaultListener;
import vn.antin.door.ApiKeys;
import vn.antin.door.Bus;
import vn.antin.door.DoorLimits;
import vn.antin.door.Errors;
import vn.antin.door.Problems;
import vn.antin.door.http.Spool;

/** The SOAP interface as one servlet, to be mapped to {@link #PATH} of the door. */
public final class SoapApi {

    public static final String PATH = "/services/*";

    private final Servlet servlet;

    /**
     * Opens the interface.
     *
     * @param spool a folder of its own for large attachments; files that an earlier run left there are removed
     */
    public SoapApi(Bus bus, ApiKeys keys, DoorLimits limits, Path spool, Errors errors, Clock clock) {
        this.servlet = new SoapServlet(
                () -> endpoint(bus, limits, clock), keys, limits, Spool.emptied(spool), new Problems(errors));
    }

    private static org.apache.cxf.Bus endpoint(Bus bus, DoorLimits limits, Clock clock) {
        org.apache.cxf.Bus cxf = new CXFBusFactory().createBus();
        JaxWsServerFactoryBean factory = new JaxWsServerFactoryBean();
        factory.setBus(cxf);
        factory.setAddress(SoapServlet.ADDRESS);
        factory.setServiceBean(
                new DocumentsPort(new SoapSubmissions(bus, limits), new SoapQueries(bus, limits, clock)));
        // An endpoint of SOAP 1.2 understands and answers 1.1, too.
        factory.setBindingId(SOAPBinding.SOAP12HTTP_BINDING);
        factory.setProperties(
                Map.of("org.apache.cxf.stax.force-start-document", true, FaultListener.class.getName(), (FaultListener)
                        (failure, description, message) -> false));
        factory.getInInterceptors().add(new ParsedMessageInterceptor());
        factory.getOutFaultInterceptors().add(new SoapFaultInterceptor());
        factory.create();
        return cxf;
    }

    public Servlet servlet() {
        return servlet;
    }
}
