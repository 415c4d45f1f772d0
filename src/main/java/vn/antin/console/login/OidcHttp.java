package vn.antin.console.login;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The HTTP client for a provider: TLS only, no redirects, with a timeout and a bound for answers. */
public final class OidcHttp implements HTTPRequestSender, ResourceRetriever {

    private static final int LONGEST = 1 << 20;

    private final SSLContext tls;
    private final Duration patience;
    private @Nullable HttpClient client;

    public OidcHttp(SSLContext tls, Duration patience) {
        this.tls = tls;
        this.patience = patience;
    }

    /** Built on first use. */
    private synchronized HttpClient client() {
        HttpClient made = client;
        if (made == null) {
            made = HttpClient.newBuilder()
                    .sslContext(tls)
                    .connectTimeout(patience)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();
            client = made;
        }
        return made;
    }

    String get(URI address) throws IOException {
        ProviderAnswer answer = call(HttpRequest.newBuilder(address).GET());
        if (answer.status() != 200) {
            throw new IOException(address + " answers " + answer.status());
        }
        return answer.body();
    }

    @Override
    public Resource retrieveResource(URL url) throws IOException {
        try {
            return new Resource(get(url.toURI()), null);
        } catch (URISyntaxException e) {
            throw new IOException(url.toString(), e);
        }
    }

    @Override
    public ReadOnlyHTTPResponse send(ReadOnlyHTTPRequest asked) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(asked.getURI());
        for (Map.Entry<String, List<String>> header : asked.getHeaderMap().entrySet()) {
            header.getValue().forEach(value -> request.header(header.getKey(), value));
        }
        String body = asked.getBody();
        ProviderAnswer answer = call(request.method(
                asked.getMethod().name(), body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
        HTTPResponse told = new HTTPResponse(answer.status());
        told.setHeader("Content-Type", answer.type());
        told.setBody(answer.body());
        return told;
    }

    private record ProviderAnswer(int status, String type, String body) {}

    private ProviderAnswer call(HttpRequest.Builder request) throws IOException {
        try {
            HttpResponse<InputStream> answer =
                    client().send(request.timeout(patience).build(), BodyHandlers.ofInputStream());
            try (InputStream in = answer.body()) {
                byte[] body = in.readNBytes(LONGEST + 1);
                if (body.length > LONGEST) {
                    throw new IOException("an answer of more than " + LONGEST + " bytes");
                }
                String type = answer.headers().firstValue("Content-Type").orElse("application/octet-stream");
                return new ProviderAnswer(answer.statusCode(), type, new String(body, UTF_8));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }
}
