package vn.antin.crash;

import static org.awaitility.Awaitility.await;
import static vn.antin.SlowMachine.PATIENCE;

import java.nio.file.Path;
import java.time.Clock;
import vn.antin.node.Node;
import vn.antin.node.join.HomeSetup;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.trial.Province;

/**
 * A hub and a node in one process, until both have greeted and a letter was taken; {@link Image} records the loaded
 * classes.
 */
public final class Rehearsal {

    private Rehearsal() {}

    /** Argument: an empty folder. */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        new WatchedBroker(new KillSwitch()).open();
        try (Province province =
                new Province(folder, HomeSetup.exampleAgencies(folder), KeyAlgorithm.EC_P256, Clock.systemUTC())) {
            Node node = province.start("so-noi-vu");
            await().atMost(PATIENCE).until(node::greeted);
            Letter letter = Letter.to("H06.02");
            Software software = new Software(province.home("so-noi-vu"), node.port());
            String id = software.submit(letter.key(), letter.metadata(), letter.file());
            await().atMost(PATIENCE).until(() -> !software.inbox(1).isEmpty());
            software.file(id, 1);
            software.receipts(id);
        }
        System.exit(0);
    }
}
