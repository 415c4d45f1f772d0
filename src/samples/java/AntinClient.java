import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.HttpRetryException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Gọi một nút Antin bằng REST; Java 8, không cần thư viện. Calls a node of Antin by REST; Java 8, no library.
 *
 * Mọi lời gọi ở đây lặp lại được: GET không đổi gì, POST mang Idempotency-Key, xác nhận lần hai không đổi gì.
 * Every call here may be repeated: GET changes nothing, POST carries a key, a second acknowledgement changes nothing.
 */
public final class AntinClient {

    private static final int ATTEMPTS = 5;

    private interface Body {
        void write(OutputStream out) throws IOException;
    }

    private interface Sink {
        OutputStream open() throws IOException;
    }

    private final String url;
    private final String key;
    private final String language;
    private final SSLContext tls = SSLContext.getInstance("TLS");

    /** @param authority chứng thư gốc của tỉnh, không tin ai khác / the province's root, nobody else is believed */
    public AntinClient(String url, String key, X509Certificate authority, String language) throws Exception {
        this.url = url;
        this.key = key;
        this.language = language;
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("tinh", authority);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        tls.init(null, trust.getTrustManagers(), null);
    }

    /** Gửi văn bản; tệp đi thẳng từ đĩa, không nằm trong bộ nhớ. Sends; files go from the disk, never into memory. */
    public Map<String, Object> submit(Map<String, ?> metadata, List<Path> files, String idempotencyKey)
            throws IOException {
        Multipart letter = new Multipart(Json.write(metadata), files);
        return post("/api/v1/documents", letter.type(), idempotencyKey, letter::write);
    }

    /** Giữ tới 100 văn bản mới; chờ đến khi có. Leases up to 100 new documents; waits until there are some. */
    @SuppressWarnings("unchecked")
    public List<Map<String, Object>> inbox(int waitSeconds) throws IOException {
        return (List<Map<String, Object>>) get("/api/v1/inbox?limit=100&wait=" + waitSeconds).get("documents");
    }

    /** Chỉ xác nhận khi văn bản đã nằm chắc trong phần mềm. Only once your software has stored it. */
    public void acknowledge(Map<String, Object> offer, String by) throws IOException {
        answer(offer, "ack", "by", by);
    }

    /** Trả lại để được đưa ra lần nữa. Gives back; it is offered again. */
    public void giveBack(Map<String, Object> offer, String reason) throws IOException {
        answer(offer, "nack", "reason", reason);
    }

    private void answer(Map<String, Object> offer, String step, String name, String value) throws IOException {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("lease", offer.get("lease"));
        said.put(name, value);
        postJson("/api/v1/inbox/" + offer.get("id") + "/" + step, said, null);
    }

    /** Báo trạng thái 02 … 06. Reports how far the document is. */
    public Map<String, Object> report(String id, Map<String, ?> said, String idempotencyKey) throws IOException {
        return postJson("/api/v1/documents/" + id + "/status", said, idempotencyKey);
    }

    @SuppressWarnings("unchecked")
    public Map<String, Object> get(String path) throws IOException {
        return (Map<String, Object>) Json.read(new String(bytes(path), StandardCharsets.UTF_8));
    }

    public byte[] bytes(String path) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        call("GET", path, new LinkedHashMap<>(), null, () -> emptied(out));
        return out.toByteArray();
    }

    /** Tải một tệp; trả về SHA-256 của đúng những gì đã ghi. Downloads; the SHA-256 of what was written. */
    public String download(String path, Path to) throws Exception {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        call("GET", path, new LinkedHashMap<>(), null, () -> {
            sha.reset(); // thử lại thì ghi lại từ đầu / a repeated attempt writes anew
            return new DigestOutputStream(Files.newOutputStream(to), sha);
        });
        return String.format("%064x", new BigInteger(1, sha.digest()));
    }

    private Map<String, Object> postJson(String path, Map<String, ?> said, String idempotencyKey) throws IOException {
        byte[] json = Json.write(said).getBytes(StandardCharsets.UTF_8);
        return post(path, "application/json", idempotencyKey, out -> out.write(json));
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> post(String path, String type, String idempotencyKey, Body body) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", type);
        if (idempotencyKey != null) {
            headers.put("Idempotency-Key", idempotencyKey);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        call("POST", path, headers, body, () -> emptied(out));
        String text = new String(out.toByteArray(), StandardCharsets.UTF_8);
        return text.isEmpty() ? new LinkedHashMap<>() : (Map<String, Object>) Json.read(text);
    }

    private void call(String method, String path, Map<String, String> headers, Body body, Sink to) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try (OutputStream out = to.open()) {
                once(method, path, headers, body, out);
                return;
            } catch (IOException e) {
                pause(attempt, e);
            }
        }
    }

    /** Chỉ thử lại khi đứt mạng hoặc nút nói "sau này". Only after a broken line or when the node says "later". */
    private static void pause(int attempt, IOException e) throws IOException {
        boolean untrusted = e.getCause() instanceof CertificateException; // không phải nút của tỉnh / not a node
        boolean retryable = e instanceof Problem ? ((Problem) e).retryable : !untrusted;
        if (!retryable || attempt == ATTEMPTS) {
            throw e;
        }
        try {
            Thread.sleep(Math.max(500L << attempt, e instanceof Problem ? ((Problem) e).retryAfter * 1000 : 0));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw e;
        }
    }

    private void once(String method, String path, Map<String, String> headers, Body body, OutputStream to)
            throws IOException {
        HttpURLConnection call = (HttpURLConnection) new URL(url + path).openConnection();
        ((HttpsURLConnection) call).setSSLSocketFactory(tls.getSocketFactory());
        call.setConnectTimeout(10_000);
        call.setReadTimeout(90_000);
        call.setRequestMethod(method);
        call.setRequestProperty("Authorization", "Bearer " + key);
        call.setRequestProperty("Accept-Language", language);
        headers.forEach(call::setRequestProperty);
        if (body != null) {
            call.setDoOutput(true);
            call.setChunkedStreamingMode(64 * 1024);
            try (OutputStream out = call.getOutputStream()) {
                body.write(out);
            }
        }
        int status;
        try {
            status = call.getResponseCode();
        } catch (HttpRetryException e) {
            throw new Problem("ANTIN-2011", "Khóa API bị từ chối. / The API key was refused.", false, 0);
        }
        try (InputStream in = status < 400 ? call.getInputStream() : call.getErrorStream()) {
            if (status >= 400) {
                throw Problem.read(status, in);
            }
            byte[] buffer = new byte[64 * 1024];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                to.write(buffer, 0, read);
            }
        }
    }

    private static ByteArrayOutputStream emptied(ByteArrayOutputStream out) {
        out.reset();
        return out;
    }
}
