package vn.antin.node.join;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * A join file as the texts of a few QR codes, which a printed sheet shows and any scanner reads: {@code ANTIN-JOIN 1/4
 * TEXT}, where the texts together are the file in gzip and base64.
 */
public final class JoinCodes {

    private static final String MARK = "ANTIN-JOIN ";
    private static final Pattern CODE = Pattern.compile("ANTIN-JOIN (\\d{1,2})/(\\d{1,2}) ([A-Za-z0-9+/=]+)");

    /** Characters of one code: more would make its modules too small for a cheap printer. */
    private static final int LENGTH = 600;

    private static final int LARGEST = 64 << 10;

    private JoinCodes() {}

    /** The texts of the codes, in their order. */
    public static List<String> of(String joinFile) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(joinFile.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("memory", e);
        }
        String text = Base64.getEncoder().encodeToString(packed.toByteArray());
        int count = (text.length() + LENGTH - 1) / LENGTH;
        List<String> codes = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            String piece = text.substring((number - 1) * LENGTH, Math.min(text.length(), number * LENGTH));
            codes.add(MARK + number + "/" + count + " " + piece);
        }
        return codes;
    }

    /** Whether a file holds scanned codes. */
    static boolean are(byte[] text) {
        return new String(text, US_ASCII).stripLeading().startsWith(MARK);
    }

    /**
     * The join file that these codes are, in any order.
     *
     * @throws Refused JOIN_CODES_INCOMPLETE when one is missing
     */
    static byte[] read(byte[] scanned) {
        Map<Integer, String> pieces = new TreeMap<>();
        int count = 0;
        Matcher code = CODE.matcher(new String(scanned, US_ASCII));
        while (code.find()) {
            pieces.put(Integer.valueOf(code.group(1)), code.group(3));
            count = Integer.parseInt(code.group(2));
        }
        if (count == 0 || pieces.size() != count || !pieces.containsKey(count)) {
            throw new Refused(Fault.JOIN_CODES_INCOMPLETE, Integer.toString(pieces.size()), Integer.toString(count));
        }
        byte[] packed = Base64.getDecoder().decode(String.join("", pieces.values()));
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return gzip.readNBytes(LARGEST);
        } catch (IOException e) {
            throw new Refused(Fault.JOIN_CODES_INCOMPLETE, e, Integer.toString(count), Integer.toString(count));
        }
    }
}
