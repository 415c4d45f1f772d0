package vn.antin.bench.phase4;

import com.helger.phase4.incoming.AS4ServerInitializer;
import com.helger.phase4.model.pmode.PMode;
import com.helger.servlet.mock.MockServletContext;
import com.helger.web.scope.mgr.WebScopeManager;
import java.nio.file.Path;
import vn.antin.bench.Orders;

/** Sends each document as a signed message; it counts when the signed receipt matches the message. */
public final class Sender {

    private Sender() {}

    /** Arguments: the folder of the keys, the port to send to, {@code hub} for the same work as Antin's. */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        int port = Integer.parseInt(args[1]);
        boolean sameWork = args.length > 2;
        WebScopeManager.onGlobalBegin(MockServletContext.create());
        AS4ServerInitializer.initAS4Server();
        String url = Receiver.url(port, sameWork);
        PMode mode = Agreement.register(url, sameWork);
        Exchange exchange = sameWork
                ? Exchange.encrypted(folder, mode, Keys.SENDER, Keys.HUB, url)
                : Exchange.bare(folder, mode, Keys.SENDER, url);
        Orders.obey(System.out, exchange::send);
        Runtime.getRuntime().halt(0);
    }
}
