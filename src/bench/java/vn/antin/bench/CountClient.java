package vn.antin.bench;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import vn.antin.bench.count.Counter;
import vn.antin.bench.count.CountingAgent;
import vn.antin.bench.count.Counts;

/** Loads the counting into a running process of the measurement and asks for its counts. */
final class CountClient {

    private static final String JAR = "counts.jar";

    private final String name;
    private final Path socket;

    private CountClient(String name, Path socket) {
        this.name = name;
        this.socket = socket;
    }

    /** Loads it; from now on that process is slower. */
    static CountClient attach(ChildProcess process, Path folder) throws IOException {
        Path jar = folder.resolve(JAR);
        if (!Files.exists(jar)) {
            write(jar);
        }
        Path socket = folder.resolve(process.name() + ".counts");
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(process.pid()));
            try {
                machine.loadAgent(jar.toString(), socket.toString());
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException | AgentLoadException | AgentInitializationException e) {
            throw new IOException("nothing counts in " + process.name(), e);
        }
        return new CountClient(process.name(), socket);
    }

    /** The jar names the agent, which is on the class path, and contains what the bootstrap class loader needs. */
    private static void write(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Agent-Class", CountingAgent.class.getName());
        attributes.putValue("Boot-Class-Path", JAR);
        attributes.putValue("Can-Retransform-Classes", "true");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            for (Class<?> each : List.of(Counter.class, Counts.class)) {
                String entry = each.getName().replace('.', '/') + ".class";
                out.putNextEntry(new JarEntry(entry));
                try (InputStream code =
                        Objects.requireNonNull(each.getClassLoader().getResourceAsStream(entry), entry)) {
                    code.transferTo(out);
                }
            }
        }
    }

    String name() {
        return name;
    }

    CountSnapshot now() throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                BufferedReader lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            return CountSnapshot.parse(lines.lines().toList());
        }
    }
}
