package vn.antin.submit;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Directory;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.EnvelopeXml;
import vn.antin.envelope.Fault;
import vn.antin.envelope.Inner;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Part;
import vn.antin.envelope.Party;
import vn.antin.envelope.Refused;
import vn.antin.seal.ContentCipher;
import vn.antin.seal.ContentParameters;
import vn.antin.seal.KeyWrap;
import vn.antin.seal.Purpose;
import vn.antin.seal.Sealer;
import vn.antin.seal.Trust;

/** Turns a draft into a sealed envelope and encrypted parts: once for each document, whatever becomes of it. */
final class Wrapping {

    /** A document ready to travel. */
    record Wrapped(Envelope envelope, byte[] sealed, Digest digest, Map<Integer, byte[]> parts) {}

    private static final int NONCE = 16;
    private static final int KEY = 32;

    private final NodeId self;
    private final Sealer sealer;
    private final Trust trust;
    private final int inlineBytes;
    private final SecureRandom random = new SecureRandom();

    Wrapping(NodeId self, Sealer sealer, Trust trust, int inlineBytes) {
        this.self = self;
        this.sealer = sealer;
        this.trust = trust;
        this.inlineBytes = inlineBytes;
    }

    Wrapped wrap(
            EnvelopeId id,
            Draft draft,
            Party sender,
            List<Party> recipients,
            @Nullable EnvelopeId refersTo,
            Directory directory,
            Instant now,
            Instant expires) {
        byte[] contentKey = random(KEY);
        ContentParameters content = ContentParameters.random();
        byte[] inner = inner(id, draft);
        Digest commitment = Digest.sha256(inner);
        Map<Integer, byte[]> encrypted = new TreeMap<>();
        List<Part> parts = new ArrayList<>();
        add(encrypted, parts, 0, null, ContentCipher.encrypt(contentKey, content, 0, Inner.packed(inner)));
        for (int number = 1; number <= draft.pieces().size(); number++) {
            Draft.Piece piece = draft.pieces().get(number - 1);
            add(
                    encrypted,
                    parts,
                    number,
                    piece.mediaType(),
                    ContentCipher.encrypt(contentKey, content, number, piece.bytes()));
        }
        Envelope envelope = new Envelope(
                id,
                sender,
                recipients,
                draft.header().urgency(),
                draft.header().operation(),
                now.truncatedTo(ChronoUnit.MILLIS),
                expires.truncatedTo(ChronoUnit.MILLIS),
                refersTo,
                directory.serial(),
                commitment,
                Digest.of(content.contentId()),
                content.chunkSize(),
                parts,
                keys(contentKey, commitment, recipients, directory, now));
        if (envelope.size() > inlineBytes) {
            throw new Refused(Fault.TOO_LARGE, Long.toString(envelope.size()), Integer.toString(inlineBytes));
        }
        byte[] sealed = sealer.seal(EnvelopeXml.write(envelope), EnvelopeXml.ID);
        return new Wrapped(envelope, sealed, Digest.sha256(sealed), encrypted);
    }

    private byte[] inner(EnvelopeId id, Draft draft) {
        List<Inner.Content> contents = new ArrayList<>();
        for (int number = 1; number <= draft.pieces().size(); number++) {
            Draft.Piece piece = draft.pieces().get(number - 1);
            contents.add(new Inner.Content(
                    number,
                    piece.name(),
                    piece.mediaType(),
                    Digest.sha256(piece.bytes()),
                    piece.bytes().length,
                    piece.packing()));
        }
        return new Inner(
                        random(NONCE),
                        id,
                        draft.header().documentId(),
                        draft.header().subject(),
                        draft.header().xml(),
                        draft.skeleton(),
                        contents)
                .write();
    }

    private static void add(
            Map<Integer, byte[]> encrypted, List<Part> parts, int number, @Nullable String mediaType, byte[] bytes) {
        encrypted.put(number, bytes);
        parts.add(new Part(number, Digest.sha256(bytes), bytes.length, mediaType, false));
    }

    /** The content key for each recipient's node and for our own, which must read what it sent. */
    private Map<NodeId, byte[]> keys(
            byte[] contentKey, Digest commitment, List<Party> recipients, Directory directory, Instant now) {
        Set<NodeId> nodes = new LinkedHashSet<>();
        recipients.forEach(recipient -> nodes.add(recipient.node()));
        nodes.add(self);
        Map<NodeId, byte[]> keys = new HashMap<>();
        for (NodeId node : nodes) {
            var certificate = directory.encryptionCertificate(node, now);
            directory.checkSigner(node, certificate, Purpose.ENCRYPTION, now, trust);
            keys.put(node, KeyWrap.wrap(contentKey, commitment, certificate));
        }
        return keys;
    }

    private byte[] random(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
