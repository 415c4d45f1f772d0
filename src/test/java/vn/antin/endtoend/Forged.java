package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Forges receipts. */
final class Forged {

    private static final Pattern EVIDENCE = Pattern.compile("<Evidence>([^<]+)</Evidence>");
    private static final Pattern TIME = Pattern.compile("<EventTime>\\d\\d(\\d)");

    private Forged() {}

    /** A genuine receipt: the first of an evidence bundle. */
    static byte[] firstOf(byte[] bundle) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bundle))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().startsWith("receipts/")) {
                    return zip.readAllBytes();
                }
            }
        }
        throw new IllegalStateException("no receipt in the bundle");
    }

    /** The same receipt with another time, well-formed and valid by the schema. */
    static byte[] receipt(byte[] genuine) {
        String text = new String(genuine, UTF_8);
        Matcher evidence = EVIDENCE.matcher(text);
        assertThat(evidence.find()).isTrue();
        byte[] lie = evidence(Base64.getDecoder().decode(evidence.group(1)));
        return text.replace(evidence.group(1), Base64.getEncoder().encodeToString(lie))
                .getBytes(UTF_8);
    }

    /** The evidence of a receipt, ten years earlier. */
    static byte[] evidence(byte[] genuine) {
        String said = new String(genuine, UTF_8);
        Matcher time = TIME.matcher(said);
        assertThat(time.find()).isTrue();
        return (said.substring(0, time.start(1)) + "1" + said.substring(time.end(1))).getBytes(UTF_8);
    }
}
