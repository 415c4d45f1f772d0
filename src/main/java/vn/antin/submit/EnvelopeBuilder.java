package vn.antin.submit;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Directory;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.EnvelopeXml;
import vn.antin.envelope.InnerManifest;
import vn.antin.envelope.Mode;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Part;
import vn.antin.envelope.Party;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.parts.PartStore;
import vn.antin.seal.ContentParameters;
import vn.antin.seal.KeyWrap;
import vn.antin.seal.Sealer;
import vn.antin.seal.Unwrapped;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;

/** Turns a draft into a sealed envelope and encrypted parts: once for each document, whatever becomes of it. */
public final class EnvelopeBuilder {

    /**
     * A document ready to travel.
     *
     * @param parts those that ride with the envelope; the others are in the part store
     */
    record Wrapped(Envelope envelope, byte[] sealed, Digest digest, Map<Integer, byte[]> parts) {

        List<Digest> stored() {
            return envelope.parts().stream()
                    .filter(Part::stored)
                    .map(Part::digest)
                    .toList();
        }
    }

    private static final int NONCE = 16;
    private static final int KEY = 32;

    private final NodeId self;
    private final Sealer sealer;
    private final KeyEntry key;
    private final Trust trust;
    private final PartStore store;
    private final int inlineBytes;
    private final Mode mode;
    private final SecureRandom random = new SecureRandom();

    /**
     * Builds the envelopes of a node.
     *
     * @param key opens what this node sent, so that it can be forwarded
     * @param inlineBytes encrypted bytes of all parts that ride with the envelope
     */
    public EnvelopeBuilder(
            NodeId self, Sealer sealer, KeyEntry key, Trust trust, PartStore store, int inlineBytes, Mode mode) {
        this.self = self;
        this.sealer = sealer;
        this.key = key;
        this.trust = trust;
        this.store = store;
        this.inlineBytes = inlineBytes;
        this.mode = mode;
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
        Map<NodeId, byte[]> nodes = new HashMap<>();
        List<Boolean> deflated = new ArrayList<>();
        Encryption encryption = new Encryption(contentKey, content, store, inlineBytes);
        try {
            for (PlainPart piece : draft.pieces()) {
                deflated.add(piece.shrinks());
            }
            byte[] inner = inner(id, draft, deflated);
            Digest commitment = Digest.sha256(inner);
            nodes.putAll(keys(contentKey, commitment, recipients, directory, now));
            encryption.manifest(InnerManifest.packed(inner));
            encryption.pieces(draft.pieces(), deflated);
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
                    encryption.parts(),
                    nodes,
                    mode);
            byte[] sealed = sealer.seal(EnvelopeXml.write(envelope), EnvelopeXml.ID);
            return new Wrapped(envelope, sealed, Digest.sha256(sealed), encryption.inline());
        } catch (IOException e) {
            encryption.discard();
            throw PartStore.failed(e);
        } catch (RuntimeException e) {
            encryption.discard();
            throw e;
        }
    }

    /** A new envelope for other recipients over the parts of an earlier one: only the wrapped keys are new. */
    Wrapped again(
            EnvelopeId id,
            Envelope before,
            Map<Integer, byte[]> inline,
            List<Party> recipients,
            Directory directory,
            Instant now,
            Instant expires) {
        byte[] wrapped = before.keyFor(self).orElseThrow(() -> new Refused(Fault.DECRYPTION, "no key for " + self));
        Unwrapped unwrapped = KeyWrap.unwrap(wrapped, key);
        Envelope envelope = new Envelope(
                id,
                before.sender(),
                recipients,
                before.urgency(),
                before.operation(),
                now.truncatedTo(ChronoUnit.MILLIS),
                expires.truncatedTo(ChronoUnit.MILLIS),
                before.id(),
                directory.serial(),
                before.commitment(),
                before.contentId(),
                before.chunk(),
                before.parts(),
                keys(unwrapped.contentKey(), before.commitment(), recipients, directory, now),
                before.mode());
        byte[] sealed = sealer.seal(EnvelopeXml.write(envelope), EnvelopeXml.ID);
        return new Wrapped(envelope, sealed, Digest.sha256(sealed), inline);
    }

    /** Whether every recipient's node can be encrypted to. */
    void check(List<Party> recipients, Directory directory, Instant now) {
        keys(random(KEY), Digest.sha256(random(KEY)), recipients, directory, now);
    }

    private byte[] inner(EnvelopeId id, Draft draft, List<Boolean> deflated) {
        List<InnerManifest.Content> contents = new ArrayList<>();
        for (int number = 1; number <= draft.pieces().size(); number++) {
            PlainPart piece = draft.pieces().get(number - 1);
            contents.add(new InnerManifest.Content(
                    number,
                    piece.name(),
                    piece.mediaType(),
                    piece.digest(),
                    piece.size(),
                    piece.packing(),
                    deflated.get(number - 1)));
        }
        return new InnerManifest(
                        random(NONCE),
                        id,
                        draft.header().documentId(),
                        draft.header().subject(),
                        draft.header().xml(),
                        draft.skeleton(),
                        draft.signature(),
                        contents)
                .write();
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
