package vn.antin.seal.timestamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.ers.ERSByteData;
import org.bouncycastle.tsp.ers.ERSEvidenceRecord;
import org.bouncycastle.tsp.ers.ERSException;
import org.junit.jupiter.api.Test;
import vn.antin.envelope.Digest;
import vn.antin.fault.Refused;
import vn.antin.receipt.ReceiptProvince;

/** Our evidence records, read by Bouncy Castle's implementation of RFC 4998. */
class ArchiveTimeStampsTest {

    private static final byte[] DATA = "the head of a list".getBytes(StandardCharsets.US_ASCII);

    private final ReceiptProvince province = new ReceiptProvince();

    /** Tokens over the data, over the first one, over both, and so on, an hour apart. */
    private List<byte[]> chain(int length) {
        List<byte[]> tokens = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            Instant at = province.clock.instant().plus(Duration.ofHours(i));
            Digest covered = tokens.isEmpty() ? Digest.sha256(DATA) : ArchiveTimeStamps.next(tokens);
            tokens.add(new LocalTimeStamps(province.stamper, Clock.fixed(at, ZoneOffset.UTC)).stamp(covered));
        }
        return tokens;
    }

    private ERSEvidenceRecord record(List<byte[]> tokens) throws Exception {
        return new ERSEvidenceRecord(ArchiveTimeStamps.write(tokens), new JcaDigestCalculatorProviderBuilder().build());
    }

    @Test
    void another_implementation_of_the_standard_accepts_a_renewed_record() throws Exception {
        for (int length = 1; length <= 3; length++) {
            ERSEvidenceRecord record = record(chain(length));
            Date later = Date.from(province.clock.instant().plus(Duration.ofDays(1)));
            record.validatePresent(new ERSByteData(DATA), later);
            record.validate(new JcaSimpleSignerInfoVerifierBuilder().build(province.stamper.certificate()));
            ERSByteData other = new ERSByteData(new byte[] {1});
            assertThatThrownBy(() -> record.validatePresent(other, later)).isInstanceOf(ERSException.class);
        }
    }

    @Test
    void the_same_tokens_come_out_and_no_byte_may_differ() throws IOException {
        List<byte[]> tokens = chain(3);
        byte[] record = ArchiveTimeStamps.write(tokens);
        assertThat(ArchiveTimeStamps.read(record)).containsExactlyElementsOf(tokens);
        byte[] longer = java.util.Arrays.copyOf(record, record.length + 1);
        for (byte[] bad : List.of(longer, new byte[0], new byte[] {0x30, 0}, DATA)) {
            assertThatThrownBy(() -> ArchiveTimeStamps.read(bad)).isInstanceOf(Refused.class);
        }
    }
}
