package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A trace collector on this machine: parses spans of OTLP (ExportTraceServiceRequest in protobuf). */
final class Collector implements AutoCloseable {

    /** One received span. */
    record Told(String trace, String span, String parent, String name) {}

    private static final int LENGTH_DELIMITED = 2;

    private final HttpServer server;
    private final List<Told> told = new CopyOnWriteArrayList<>();

    Collector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            for (byte[] resource : fields(body, 1)) {
                fields(resource, 2).forEach(scope -> fields(scope, 2).forEach(span -> told.add(told(span))));
            }
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
    }

    List<Told> of(String trace) {
        return told.stream().filter(one -> one.trace().equals(trace)).toList();
    }

    private static Told told(byte[] span) {
        return new Told(hex(span, 1), hex(span, 2), hex(span, 4), new String(one(span, 5), UTF_8));
    }

    private static String hex(byte[] message, int field) {
        return HexFormat.of().formatHex(one(message, field));
    }

    private static byte[] one(byte[] message, int field) {
        List<byte[]> all = fields(message, field);
        return all.isEmpty() ? new byte[0] : all.get(0);
    }

    /** The values of one length-delimited field; others are skipped. */
    private static List<byte[]> fields(byte[] message, int wanted) {
        List<byte[]> found = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(message);
        while (in.hasRemaining()) {
            long tag = varint(in);
            switch ((int) (tag & 7)) {
                case 0 -> varint(in);
                case 1 -> in.position(in.position() + 8);
                case 5 -> in.position(in.position() + 4);
                case LENGTH_DELIMITED -> {
                    byte[] value = new byte[(int) varint(in)];
                    in.get(value);
                    if (tag >> 3 == wanted) {
                        found.add(value);
                    }
                }
                default -> throw new IllegalStateException("no protobuf");
            }
        }
        return found;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
