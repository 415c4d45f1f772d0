package vn.antin.seal.timestamp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.tsp.ArchiveTimeStamp;
import org.bouncycastle.asn1.tsp.ArchiveTimeStampChain;
import org.bouncycastle.asn1.tsp.ArchiveTimeStampSequence;
import org.bouncycastle.asn1.tsp.EvidenceRecord;
import org.bouncycastle.asn1.tsp.PartialHashtree;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * Evidence records (RFC 4998) of one data object, as bytes: its first time-stamp covers the SHA-256 of the object, each
 * later one those of all time-stamps before it (5.2, time-stamp renewal; Bouncy Castle's reader requires all).
 */
public final class ArchiveTimeStamps {

    private static final int MAX_TOKENS = 256;
    private static final int MAX_BYTES = 4 << 20;

    private static final AlgorithmIdentifier SHA256 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);

    private ArchiveTimeStamps() {}

    /** The SHA-256 that the time-stamp after these tokens covers: of their only digest, or of all in their order. */
    public static Digest next(List<byte[]> tokens) {
        byte[][] hashes = hashes(tokens);
        return hashes.length == 1 ? Digest.of(hashes[0]) : Digest.sha256(hashes);
    }

    private static byte[][] hashes(List<byte[]> tokens) {
        return tokens.stream()
                .map(token -> Digest.sha256(token).bytes())
                .sorted(Arrays::compareUnsigned)
                .toArray(byte[][]::new);
    }

    /** The record in DER with these RFC 3161 tokens, the oldest first. */
    public static byte[] write(List<byte[]> tokens) {
        ArchiveTimeStamp[] stamps = new ArchiveTimeStamp[tokens.size()];
        for (int i = 0; i < stamps.length; i++) {
            PartialHashtree[] covered =
                    i == 0 ? null : new PartialHashtree[] {new PartialHashtree(hashes(tokens.subList(0, i)))};
            stamps[i] = new ArchiveTimeStamp(SHA256, covered, ContentInfo.getInstance(tokens.get(i)));
        }
        var sequence = new ArchiveTimeStampSequence(new ArchiveTimeStampChain(stamps));
        try {
            return new EvidenceRecord(new AlgorithmIdentifier[] {SHA256}, null, null, sequence)
                    .getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new IllegalStateException("encoding in memory", e);
        }
    }

    /**
     * The tokens of a record, the oldest first; nothing is verified.
     *
     * @throws Refused TIME_STAMP_WRONG for any record that {@link #write} would not make
     */
    public static List<byte[]> read(byte[] record) {
        if (record.length > MAX_BYTES) {
            throw new Refused(Fault.TIME_STAMP_WRONG, "record size");
        }
        try {
            ArchiveTimeStampChain[] chains = EvidenceRecord.getInstance(ASN1Primitive.fromByteArray(record))
                    .getArchiveTimeStampSequence()
                    .getArchiveTimeStampChains();
            List<byte[]> tokens = new ArrayList<>();
            for (ArchiveTimeStamp stamp : chains[0].getArchiveTimestamps()) {
                tokens.add(stamp.getTimeStamp().getEncoded(ASN1Encoding.DER));
            }
            if (tokens.size() > MAX_TOKENS || !Arrays.equals(record, write(tokens))) {
                throw new Refused(Fault.TIME_STAMP_WRONG, "record");
            }
            return tokens;
        } catch (Refused e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // the ASN.1 parser throws many kinds of exceptions on malformed input
            throw new Refused(Fault.TIME_STAMP_WRONG, e, "record");
        }
    }
}
