package vn.antin.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import vn.antin.node.Hub;
import vn.antin.node.Node;
import vn.antin.node.config.Config;
import vn.antin.node.config.ConfigFile;

/**
 * A hub or node in a process of its own, with its configuration file and a kill switch. It reads one command a line:
 * {@code arm TIME POINT}, {@code hits}, {@code stop}; at the end of its input it stops.
 */
public final class CrashingProcess {

    private CrashingProcess() {}

    /** Arguments: the configuration file; optionally a time and a point at which to die during the start. */
    public static void main(String[] args) throws Exception {
        KillSwitch kills = new KillSwitch();
        if (args.length > 1) {
            kills.arm(args[2], Integer.parseInt(args[1]));
        }
        new WatchedBroker(kills).open();
        Config config = ConfigFile.read(Path.of(args[0]));
        AutoCloseable running = config.role() == Config.Role.HUB
                ? Hub.start(config, kills, Clock.systemUTC())
                : Node.start(config, kills, Clock.systemUTC());
        say("ready");
        obey(kills);
        running.close();
        say("stopped");
        System.exit(0);
    }

    private static void obey(KillSwitch kills) throws IOException {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null && !order.equals("stop"); order = orders.readLine()) {
            if (order.equals("hits")) {
                kills.hits().forEach((point, times) -> say("hit " + times + " " + point));
                say("counted");
            } else {
                String[] words = order.split(" ", 3);
                // answered first, because an armed process may die before it can answer
                say("armed");
                kills.arm(words[2], Integer.parseInt(words[1]));
            }
        }
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
