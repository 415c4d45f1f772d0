package vn.antin.submit;

import java.io.IOException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Directory;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.InnerManifest;
import vn.antin.envelope.Mode;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Operation;
import vn.antin.envelope.Part;
import vn.antin.envelope.Party;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.parts.PartStore;
import vn.antin.seal.ContentParameters;
import vn.antin.seal.KeyWrap;
import vn.antin.seal.SealedEnvelope;
import vn.antin.seal.Sealer;
import vn.antin.seal.Unwrapped;
import vn.antin.seal.pki.Keys;
import vn.antin.seal.pki.Purpose;

/** Builds the sealed envelope and the encrypted parts of a draft; done once for each document, before it is stored. */
public final class EnvelopeBuilder {

    /**
     * A document ready to be sent.
     *
     * @param parts the inline parts by number; the others are in the part store
     */
    record BuiltEnvelope(Envelope envelope, byte[] sealed, Digest digest, Map<Integer, byte[]> parts) {

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
    private final Keys keys;
    private final RecipientKeys recipientKeys;
    private final PartStore store;
    private final int inlineBytes;
    private final Mode mode;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param keys decrypt what this node sent, so that it can be forwarded
     * @param recipientKeys what it encrypts for
     * @param inlineBytes limit of the encrypted bytes of all inline parts
     */
    public EnvelopeBuilder(
            NodeId self,
            Sealer sealer,
            Keys keys,
            RecipientKeys recipientKeys,
            PartStore store,
            int inlineBytes,
            Mode mode) {
        this.self = self;
        this.sealer = sealer;
        this.keys = keys;
        this.recipientKeys = recipientKeys;
        this.store = store;
        this.inlineBytes = inlineBytes;
        this.mode = mode;
    }

    RecipientKeys recipientKeys() {
        return recipientKeys;
    }

    BuiltEnvelope build(
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
            for (PlainPart plain : draft.plainParts()) {
                deflated.add(plain.shrinks());
            }
            byte[] inner = inner(id, draft, deflated);
            Digest commitment = Digest.sha256(inner);
            nodes.putAll(keys(contentKey, commitment, draft.header().operation(), recipients, directory, now));
            encryption.manifest(InnerManifest.packed(inner));
            encryption.plainParts(draft.plainParts(), deflated);
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
            byte[] sealed = SealedEnvelope.seal(envelope, sealer);
            return new BuiltEnvelope(envelope, sealed, Digest.sha256(sealed), encryption.inline());
        } catch (IOException e) {
            // Judged before what was written is removed: then there is room again.
            RuntimeException failed = store.failed(e);
            encryption.discard();
            throw failed;
        } catch (RuntimeException e) {
            encryption.discard();
            throw e;
        }
    }

    /** Builds a new envelope for other recipients over the parts of an earlier one: only the wrapped keys are new. */
    BuiltEnvelope rebuild(
            EnvelopeId id,
            Envelope before,
            Map<Integer, byte[]> inline,
            List<Party> recipients,
            Directory directory,
            Instant now,
            Instant expires) {
        byte[] wrapped = before.keyFor(self).orElseThrow(() -> new Refused(Fault.DECRYPTION, "no key for " + self));
        Unwrapped unwrapped = KeyWrap.unwrap(wrapped, keys.all(Purpose.ENCRYPTION));
        Envelope envelope = new Envelope(
                id,
                before.sender(),
                recipients,
                before.urgency(),
                before.operation(),
                now.truncatedTo(ChronoUnit.MILLIS),
                expires.truncatedTo(ChronoUnit.MILLIS),
                origin(before),
                directory.serial(),
                before.commitment(),
                before.contentId(),
                before.chunk(),
                before.parts(),
                keys(unwrapped.contentKey(), before.commitment(), before.operation(), recipients, directory, now),
                before.mode());
        byte[] sealed = SealedEnvelope.seal(envelope, sealer);
        return new BuiltEnvelope(envelope, sealed, Digest.sha256(sealed), inline);
    }

    /** The document that the inner manifest names: of a new document that was sent on before, its first envelope. */
    private static EnvelopeId origin(Envelope before) {
        EnvelopeId first = before.operation() == Operation.NEW ? before.refersTo() : null;
        return first == null ? before.id() : first;
    }

    /**
     * Checks that the node of every recipient can be encrypted to.
     *
     * @throws Refused when it has no valid encryption certificate
     */
    void check(Operation operation, List<Party> recipients, Directory directory, Instant now) {
        keys(random(KEY), Digest.sha256(random(KEY)), operation, recipients, directory, now);
    }

    private byte[] inner(EnvelopeId id, Draft draft, List<Boolean> deflated) {
        List<InnerManifest.Content> contents = new ArrayList<>();
        for (int number = 1; number <= draft.plainParts().size(); number++) {
            PlainPart plain = draft.plainParts().get(number - 1);
            contents.add(new InnerManifest.Content(
                    number,
                    plain.name(),
                    plain.mediaType(),
                    plain.digest(),
                    plain.size(),
                    plain.packing(),
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

    /**
     * Wraps the content key for the node of each recipient, and for our own, which must read what it sent. A recipient
     * whose key waits for a person gets none: it gives the document back, and {@link LostKeyResends} sends it again.
     *
     * @throws Refused KEY_NOT_CONFIRMED for a report or a recall, which is not sent again by itself
     */
    private Map<NodeId, byte[]> keys(
            byte[] contentKey,
            Digest commitment,
            Operation operation,
            List<Party> recipients,
            Directory directory,
            Instant now) {
        Set<NodeId> nodes = new LinkedHashSet<>();
        recipients.forEach(recipient -> nodes.add(recipient.node()));
        nodes.add(self);
        Map<NodeId, byte[]> keys = new HashMap<>();
        for (NodeId node : nodes) {
            Optional<X509Certificate> certificate = recipientKeys.of(node, directory, now);
            if (certificate.isPresent()) {
                keys.put(node, KeyWrap.wrap(contentKey, commitment, certificate.get()));
            } else if (operation != Operation.NEW) {
                throw new Refused(Fault.KEY_NOT_CONFIRMED, node.value());
            }
        }
        return keys;
    }

    private byte[] random(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
