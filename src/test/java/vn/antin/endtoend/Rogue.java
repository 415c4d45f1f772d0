package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Directory;
import vn.antin.edxml.BusinessHeader;
import vn.antin.edxml.EdxmlFile;
import vn.antin.edxml.EdxmlPackage;
import vn.antin.edxml.EdxmlReader;
import vn.antin.edxml.EdxmlWriter;
import vn.antin.edxml.Skeleton;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.EnvelopeXml;
import vn.antin.envelope.InnerManifest;
import vn.antin.envelope.Mode;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Operation;
import vn.antin.envelope.Part;
import vn.antin.envelope.Party;
import vn.antin.envelope.Urgency;
import vn.antin.node.broker.HubConnections;
import vn.antin.node.broker.LineSettings;
import vn.antin.node.broker.TlsMaterial;
import vn.antin.seal.ContentCipher;
import vn.antin.seal.ContentParameters;
import vn.antin.seal.KeyWrap;
import vn.antin.seal.SealAlgorithm;
import vn.antin.seal.Sealer;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.Keys;
import vn.antin.seal.pki.Pkcs12Keys;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;
import vn.antin.wire.Frame;

/** A malicious node that joined legitimately: it has its keys and its line, and sends whatever the test wants. */
final class Rogue implements AutoCloseable {

    private static final char[] IN_MEMORY = "in memory only".toCharArray();
    private static final byte[] PDF = "%PDF-1.7 thử nghiệm liên thông văn bản".getBytes(UTF_8);

    private final NodeId id;
    private final Keys keys;
    private final HubConnections line;

    /** With the keys of a joined node's folder. */
    Rogue(Path home, NodeId id, int brokerPort) {
        this.id = id;
        this.keys = keys(home, "keys.p12");
        Trust trust = Trust.read(home.resolve("province.trust"));
        this.line = new HubConnections(
                LineSettings.of("127.0.0.1", brokerPort),
                material(keys.of(Purpose.CONNECTION), trust),
                Clock.systemUTC());
    }

    static Keys keys(Path home, String file) {
        try {
            String pin = Files.readString(home.resolve("pin")).strip();
            return Pkcs12Keys.open(home.resolve(file), pin.toCharArray());
        } catch (IOException e) {
            throw new IllegalStateException(home.toString(), e);
        }
    }

    private static TlsMaterial material(KeyEntry key, Trust trust) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("connection", key.key(), IN_MEMORY, key.chain().toArray(new Certificate[0]));
            return new TlsMaterial(store, IN_MEMORY, trust.anchors());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a connection", e);
        }
    }

    NodeId id() {
        return id;
    }

    Party as(String agency) {
        return new Party(new AgencyCode(agency), id);
    }

    KeyEntry key(Purpose purpose) {
        return keys.of(purpose);
    }

    /** Puts a message on the hub's queue. */
    void send(String kind, byte[] body) {
        send(line.ordinary(), "antin.up", kind, body);
    }

    /** Puts a message on the hub's urgent queue, which keeps the order. */
    void sendUrgent(String kind, byte[] body) {
        send(line.urgent(), "antin.up.urgent", kind, body);
    }

    static void send(ConnectionFactory connections, String queue, @Nullable String kind, byte[] body) {
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(body);
            if (kind != null) {
                message.setStringProperty("antin_kind", kind);
            }
            session.createProducer(session.createQueue(queue)).send(message);
        } catch (JMSException e) {
            throw new IllegalStateException("the broker did not take it", e);
        }
    }

    /** A document as a node makes it, to be changed before sealing. */
    record Draft(Envelope envelope, Map<Integer, byte[]> parts) {

        Draft envelope(Envelope other) {
            return new Draft(other, parts);
        }

        Draft to(List<Party> recipients) {
            return envelope(with(envelope.sender(), recipients, envelope.created(), envelope.expires()));
        }

        Draft from(Party sender) {
            return envelope(with(sender, envelope.recipients(), envelope.created(), envelope.expires()));
        }

        Draft between(Instant created, Instant expires) {
            return envelope(with(envelope.sender(), envelope.recipients(), created, expires));
        }

        private Envelope with(Party sender, List<Party> recipients, Instant created, Instant expires) {
            return new Envelope(
                    envelope.id(),
                    sender,
                    recipients,
                    envelope.urgency(),
                    envelope.operation(),
                    created,
                    expires,
                    envelope.refersTo(),
                    envelope.directorySerial(),
                    envelope.commitment(),
                    envelope.contentId(),
                    envelope.chunk(),
                    envelope.parts(),
                    envelope.keys(),
                    envelope.mode());
        }

        Draft resting(long serial) {
            return envelope(new Envelope(
                    envelope.id(),
                    envelope.sender(),
                    envelope.recipients(),
                    envelope.urgency(),
                    envelope.operation(),
                    envelope.created(),
                    envelope.expires(),
                    envelope.refersTo(),
                    serial,
                    envelope.commitment(),
                    envelope.contentId(),
                    envelope.chunk(),
                    envelope.parts(),
                    envelope.keys(),
                    envelope.mode()));
        }

        Letter sealed(KeyEntry key) {
            SealAlgorithm algorithm = SealAlgorithm.defaultFor(key.certificate().getPublicKey());
            byte[] sealed =
                    new Sealer(key, algorithm, Clock.systemUTC()).seal(EnvelopeXml.write(envelope), EnvelopeXml.ID);
            return new Letter(envelope, sealed, parts);
        }
    }

    /** A sealed document with its parts. */
    record Letter(Envelope envelope, byte[] sealed, Map<Integer, byte[]> parts) {

        EnvelopeId id() {
            return envelope.id();
        }

        /** The message to the hub, with an invented evidence of submission for each recipient. */
        byte[] up() {
            Map<Integer, Digest> previous = new HashMap<>();
            for (int number = 1; number <= envelope.recipients().size(); number++) {
                previous.put(number, Digest.sha256(new byte[] {(byte) number}));
            }
            return new Frame(sealed, previous, parts).write();
        }

        /** The message to one recipient. */
        byte[] down(int number) {
            return new Frame(sealed, Map.of(number, Digest.sha256(new byte[] {9})), parts).write();
        }

        Letter sealed(byte[] other) {
            return new Letter(envelope, other, parts);
        }

        Letter parts(Map<Integer, byte[]> other) {
            return new Letter(envelope, sealed, other);
        }

        Letter part(int number, byte[] content) {
            Map<Integer, byte[]> changed = new TreeMap<>(parts);
            changed.put(number, content);
            return parts(changed);
        }
    }

    /** The encrypted content of a document. */
    record Inside(byte[] edxml, String subject, Urgency urgency) {}

    Letter letter(String from, Party to, Directory directory) {
        return draft(from, List.of(to), directory).sealed(key(Purpose.SEAL));
    }

    Draft draft(String from, List<Party> to, Directory directory) {
        return draft(as(from), to, directory, inside(from, to));
    }

    /** The content of a letter from that agency. */
    static Inside inside(String from, List<Party> to) {
        BusinessHeader header = BusinessHeader.letter(
                new BusinessHeader.HeaderParty(new AgencyCode(from), "Cơ quan " + from),
                to.stream()
                        .map(party -> new BusinessHeader.HeaderParty(party.agency(), "Cơ quan " + party.agency()))
                        .toList(),
                from + "," + Instant.now() + ",1/CQ",
                "1",
                "CQ",
                LocalDate.of(2026, 1, 5),
                new BusinessHeader.DocumentType(2, 18, "Công văn"),
                "V/v thử nghiệm");
        EdxmlFile file = new EdxmlFile("cong-van.pdf", "application/pdf", "", () -> new ByteArrayInputStream(PDF));
        return new Inside(EdxmlWriter.write(header, List.of(file), Instant.now()), "V/v thử nghiệm", Urgency.NORMAL);
    }

    static Draft draft(Party from, List<Party> to, Directory directory, Inside inside) {
        EnvelopeId id = EnvelopeId.next(Clock.systemUTC());
        EdxmlPackage edxml = EdxmlReader.read(inside.edxml());
        Skeleton skeleton = Skeleton.of(edxml);
        List<InnerManifest.Content> contents = new ArrayList<>();
        List<byte[]> plain = skeleton.parts(edxml);
        for (int number = 1; number <= plain.size(); number++) {
            byte[] bytes = plain.get(number - 1);
            contents.add(new InnerManifest.Content(
                    number,
                    edxml.attachments().get(number - 1).name(),
                    edxml.attachments().get(number - 1).mediaType(),
                    Digest.sha256(bytes),
                    bytes.length,
                    InnerManifest.Packing.NONE));
        }
        byte[] inner = new InnerManifest(
                        random(16),
                        id,
                        edxml.header().documentId(),
                        inside.subject(),
                        edxml.header().xml(),
                        skeleton.write(),
                        null,
                        contents)
                .write();
        return encrypted(id, from, to, directory, inside, inner, plain);
    }

    private static Draft encrypted(
            EnvelopeId id,
            Party from,
            List<Party> to,
            Directory directory,
            Inside inside,
            byte[] inner,
            List<byte[]> plain) {
        byte[] contentKey = random(32);
        ContentParameters content = ContentParameters.random();
        Map<Integer, byte[]> parts = new TreeMap<>();
        parts.put(0, ContentCipher.encrypt(contentKey, content, 0, InnerManifest.packed(inner)));
        for (int number = 1; number <= plain.size(); number++) {
            parts.put(number, ContentCipher.encrypt(contentKey, content, number, plain.get(number - 1)));
        }
        List<Part> named = new ArrayList<>();
        parts.forEach((number, bytes) -> named.add(
                new Part(number, Digest.sha256(bytes), bytes.length, number == 0 ? null : "application/pdf", false)));
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Digest commitment = Digest.sha256(inner);
        Map<NodeId, byte[]> wrapped = new HashMap<>();
        to.forEach(party -> wrapped.put(
                party.node(),
                KeyWrap.wrap(contentKey, commitment, directory.encryptionCertificate(party.node(), now))));
        Envelope envelope = new Envelope(
                id,
                from,
                to,
                inside.urgency(),
                Operation.NEW,
                now,
                now.plus(Duration.ofDays(1)),
                null,
                directory.serial(),
                commitment,
                Digest.of(content.contentId()),
                content.chunkSize(),
                named,
                wrapped,
                Mode.PRODUCTION);
        return new Draft(envelope, parts);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    @Override
    public void close() {
        line.close();
    }
}
