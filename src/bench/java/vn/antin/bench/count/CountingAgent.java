package vn.antin.bench.count;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Counts calls in the process it is loaded into. A client of its socket gets the counts as lines
 * {@code KEY NUMBER}, and a line {@code missing METHOD} for each method that is not where it was expected.
 */
public final class CountingAgent {

    /** Begins a line about a method that does not exist. */
    public static final String MISSING = "missing";

    private final CallCounting calls;
    private final AllocatedBytes allocated = new AllocatedBytes();

    private CountingAgent(CallCounting calls) {
        this.calls = calls;
    }

    /**
     * Called by the JVM when the agent is loaded.
     *
     * @param socket path of the socket to open
     */
    public static void agentmain(String socket, Instrumentation jvm) throws Exception {
        CallCounting calls = new CallCounting(Hooks.all());
        Counts.of(Counter.STATEMENTS); // initialised before the first counted call
        calls.install(jvm);
        CountingAgent agent = new CountingAgent(calls);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(Path.of(socket)));
        Thread answering = new Thread(() -> agent.answer(server), "bench-counts");
        answering.setDaemon(true);
        answering.start();
    }

    private void answer(ServerSocketChannel server) {
        while (server.isOpen()) {
            try (SocketChannel asked = server.accept()) {
                ByteBuffer text = StandardCharsets.UTF_8.encode(lines());
                while (text.hasRemaining()) {
                    asked.write(text);
                }
            } catch (IOException e) {
                System.err.println("counts not answered: " + e);
            }
        }
    }

    private String lines() {
        StringBuilder lines = new StringBuilder();
        for (Counter counter : Counter.values()) {
            long value = counter == Counter.ALLOCATED_BYTES ? allocated.now() : Counts.of(counter);
            lines.append(counter.key()).append(' ').append(value).append('\n');
        }
        calls.missing()
                .forEach(method ->
                        lines.append(MISSING).append(' ').append(method).append('\n'));
        return lines.toString();
    }
}
