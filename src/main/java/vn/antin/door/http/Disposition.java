package vn.antin.door.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.text.Normalizer;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the file name of a Content-Disposition header as clients write it, and writes it as RFC 6266 says. */
public final class Disposition {

    private static final Pattern EXTENDED =
            Pattern.compile(";\\s*filename\\*\\s*=\\s*(utf-8|iso-8859-1)'[^']*'([^;\\s]*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern PLAIN = Pattern.compile(
            ";\\s*filename\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^;\\s]*))", Pattern.CASE_INSENSITIVE);
    private static final String TOKEN = "!#$&+-.^_`|~";

    private Disposition() {}

    /** The file name: {@code filename*} (RFC 8187) before {@code filename} (raw UTF-8), normalised to NFC. */
    public static Optional<String> fileName(@Nullable String header) {
        if (header == null) {
            return Optional.empty();
        }
        Matcher extended = EXTENDED.matcher(header);
        if (extended.find()) {
            Charset charset = extended.group(1).equalsIgnoreCase("utf-8") ? UTF_8 : ISO_8859_1;
            return Optional.of(composed(decoded(extended.group(2), charset)));
        }
        Matcher plain = PLAIN.matcher(header);
        if (!plain.find()) {
            return Optional.empty();
        }
        String quoted = plain.group(1);
        // Browsers write a quote as %22 and, unlike RFC 822, do not escape a backslash.
        return Optional.of(composed(
                quoted == null ? plain.group(2) : quoted.replace("\\\"", "\"").replace("%22", "\"")));
    }

    private static String decoded(String text, Charset charset) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), charset);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static String composed(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC);
    }

    /** Always an attachment, so that no browser renders it under this node's origin. */
    public static String attachment(String name) {
        String plain = Normalizer.normalize(name.replace('đ', 'd').replace('Đ', 'D'), Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replaceAll("[^A-Za-z0-9 ._()-]", "_");
        return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + encoded(name);
    }

    private static String encoded(String name) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte one : composed(name).getBytes(UTF_8)) {
            char as = (char) (one & 0xff);
            if (as < 128 && (Character.isLetterOrDigit(as) || TOKEN.indexOf(as) >= 0)) {
                out.write(one);
            } else {
                out.writeBytes(String.format("%%%02X", one & 0xff).getBytes(US_ASCII));
            }
        }
        return out.toString(US_ASCII);
    }
}
