import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Nút từ chối: mã cố định và một câu cho người dùng. The node refused: a stable code and a sentence for people. */
public final class Problem extends IOException {

    private static final long serialVersionUID = 1L;

    public final String code;

    /** Cùng lời gọi ấy có thể được sau này. The same call may work later. */
    public final boolean retryable;

    /** Giây. Seconds. */
    public final long retryAfter;

    Problem(String code, String sentence, boolean retryable, long retryAfter) {
        super(code + " " + sentence);
        this.code = code;
        this.retryable = retryable;
        this.retryAfter = retryAfter;
    }

    /** application/problem+json (RFC 9457), như nút trả lời / as the node answers. */
    static Problem read(int status, InputStream in) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (int read = in == null ? -1 : in.read(buffer); read >= 0; read = in.read(buffer)) {
            text.write(buffer, 0, read);
        }
        String json = new String(text.toByteArray(), StandardCharsets.UTF_8);
        if (!json.startsWith("{")) {
            return new Problem("HTTP " + status, json, status >= 500, 0); // không phải nút trả lời / not the node's words
        }
        Map<?, ?> said = (Map<?, ?>) Json.read(json);
        Object after = said.get("retryAfter");
        return new Problem(
                String.valueOf(said.get("code")),
                String.valueOf(said.get("detail")),
                Boolean.TRUE.equals(said.get("retryable")),
                after == null ? 0 : ((Double) after).longValue());
    }
}
