package vn.antin.trial.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.pki.PrivateFile;

/**
 * The control port of a running demo for other processes: a loopback port and two secrets, in a file of the demo's
 * folder that only this user may read. A request and its answer are one line each, beginning with a secret. A stale
 * file of a killed demo leads to a closed port or to another program, which the caller is told.
 */
public final class DemoControl implements AutoCloseable {

    private static final String FILE = "control";
    private static final int PATIENCE_MILLIS = 5_000;
    private static final Logger log = LoggerFactory.getLogger(DemoControl.class);

    private final ServerSocket door;
    private final Path file;
    private final String asking = word();
    private final String answering = word();
    private final Function<List<String>, String> answers;

    private DemoControl(ServerSocket door, Path file, Function<List<String>, String> answers) {
        this.door = door;
        this.file = file;
        this.answers = answers;
    }

    private static String word() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /** Opens the port; requests are answered one at a time. */
    public static DemoControl open(DemoFolder folder, Function<List<String>, String> answers) {
        Path file = folder.path().resolve(FILE);
        try {
            ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            DemoControl control = new DemoControl(door, file, answers);
            control.write();
            Thread thread = new Thread(control::serve, "antin-control");
            thread.setDaemon(true);
            thread.start();
            return control;
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    /** Written atomically: a caller may read it at any time. */
    private void write() throws IOException {
        PrivateFile.write(file, (door.getLocalPort() + " " + asking + " " + answering + "\n").getBytes(US_ASCII));
    }

    private void serve() {
        while (!door.isClosed()) {
            try (Socket asker = door.accept()) {
                asker.setSoTimeout(PATIENCE_MILLIS);
                List<String> words = words(asker);
                // A connection may still be accepted while the socket is being closed.
                if (!door.isClosed() && MessageDigest.isEqual(words.get(0).getBytes(UTF_8), asking.getBytes(UTF_8))) {
                    say(asker, answering + " " + answers.apply(words.subList(1, words.size())));
                }
            } catch (IOException | RuntimeException e) {
                if (!door.isClosed()) {
                    log.warn("a request to the demo was not answered: {}", e.toString());
                }
            }
        }
    }

    /**
     * Sends a request to the demo of this folder and returns its answer.
     *
     * @throws Refused DEMO_NOT_RUNNING
     */
    public static List<String> ask(Path folder, String... request) {
        Path file = folder.resolve(FILE);
        try {
            List<String> known = words(Files.readString(file).strip());
            try (Socket demo = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(known.get(0)))) {
                demo.setSoTimeout(PATIENCE_MILLIS);
                say(demo, known.get(1) + " " + String.join(" ", request));
                List<String> answer = words(demo);
                if (answer.get(0).equals(known.get(2))) {
                    return answer.subList(1, answer.size());
                }
            }
        } catch (IOException e) {
            throw new Refused(Fault.DEMO_NOT_RUNNING, e, folder.toString());
        }
        throw new Refused(Fault.DEMO_NOT_RUNNING, folder.toString());
    }

    /** The words of one line; a single empty one if the other end closed the connection. */
    private static List<String> words(Socket socket) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        String line = in.readLine();
        return words(line == null ? "" : line);
    }

    private static List<String> words(String line) {
        return List.of(line.split(" ", -1));
    }

    private static void say(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\n").getBytes(UTF_8));
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
        door.close();
    }
}
