package vn.antin.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/** The child's side of a {@link CommandedPeer}: reads {@code BYTES FLIGHT SECONDS} and answers the measurement. */
public final class Orders {

    /** Sends one payload and returns when its proof has arrived. */
    public interface Sending {
        void send(byte[] payload) throws Exception;
    }

    private Orders() {}

    /** Reports ready, and answers each order with a line until standard input ends. */
    static void answer(PrintStream out, UnaryOperator<String> answers) throws IOException {
        try (BufferedReader orders = orders()) {
            out.println(ChildProcess.READY);
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                out.println(ChildProcess.ANSWER + answers.apply(order));
            }
        }
    }

    /** Obeys orders until there are no more. */
    public static void obey(PrintStream out, Sending sending) throws Exception {
        try (BufferedReader orders = orders()) {
            out.println(ChildProcess.READY);
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                String[] words = order.split(" ", 3);
                int bytes = Integer.parseInt(words[0]);
                LoadResult measured = ClosedLoop.run(
                        Integer.parseInt(words[1]),
                        Double.parseDouble(words[2]),
                        () -> sending.send(Payload.of(bytes)));
                out.println(ChildProcess.ANSWER + measured.json());
            }
        }
    }

    /** Reports ready, and returns when standard input ends. */
    public static void untilTheEnd(PrintStream out) throws IOException {
        try (BufferedReader orders = orders()) {
            out.println(ChildProcess.READY);
            while (orders.readLine() != null) {
                // No order is expected.
            }
        }
    }

    private static BufferedReader orders() {
        return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    }
}
