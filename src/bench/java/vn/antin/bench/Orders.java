package vn.antin.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/** The other end of a {@link CommandedPeer}: reads {@code BYTES FLIGHT SECONDS} and answers what was measured. */
public final class Orders {

    /** Sends one payload and returns when its proof is there. */
    public interface Sending {
        void send(byte[] payload) throws Exception;
    }

    private Orders() {}

    /** Says that it is ready, and answers each order with a line until nobody is there any more to give orders. */
    static void answer(PrintStream out, UnaryOperator<String> answers) throws IOException {
        try (BufferedReader orders = orders()) {
            out.println(ChildProcess.READY);
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                out.println(ChildProcess.ANSWER + answers.apply(order));
            }
        }
    }

    /** Until there are no more. */
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

    /** Says that it is ready, and returns when nobody is there any more to give orders. */
    public static void untilTheEnd(PrintStream out) throws IOException {
        try (BufferedReader orders = orders()) {
            out.println(ChildProcess.READY);
            while (orders.readLine() != null) {
                // None is expected.
            }
        }
    }

    private static BufferedReader orders() {
        return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    }
}
