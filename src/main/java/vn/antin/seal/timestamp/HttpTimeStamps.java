package vn.antin.seal.timestamp;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampResponse;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.TryLater;

/** A time-stamp authority over HTTP (RFC 3161, 3.4). Its answers are verified before use. */
public final class HttpTimeStamps implements TimeStampSource {

    private final URI authority;
    private final Duration timeout;
    private final HttpClient client;

    /** @param timeout time limit of the whole exchange, a slow answer included */
    public HttpTimeStamps(URI authority, Duration timeout) {
        this.authority = authority;
        this.timeout = timeout;
        this.client = HttpClient.newBuilder()
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    @Override
    public byte[] stamp(Digest imprint) {
        TimeStampRequest request = TimeStamps.request(imprint);
        try {
            TimeStampResponse response = new TimeStampResponse(post(request.getEncoded()));
            // checks imprint and nonce, so that an old answer cannot be replayed
            response.validate(request);
            if (response.getTimeStampToken() == null) {
                throw new TryLater(Fault.TIME_STAMP_UNAVAILABLE, "refused: status " + response.getStatus());
            }
            return response.getTimeStampToken().getEncoded();
        } catch (TryLater e) {
            throw e;
        } catch (IOException | TSPException | RuntimeException e) {
            throw new TryLater(Fault.TIME_STAMP_UNAVAILABLE, e);
        }
    }

    private byte[] post(byte[] request) throws IOException {
        HttpRequest post = HttpRequest.newBuilder(authority)
                .timeout(timeout)
                .header("Content-Type", "application/timestamp-query")
                .POST(HttpRequest.BodyPublishers.ofByteArray(request))
                .build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(post, info -> new BoundedBody(TimeStamps.MAX_BYTES));
        try {
            HttpResponse<byte[]> response = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new TryLater(Fault.TIME_STAMP_UNAVAILABLE, "HTTP " + response.statusCode());
            }
            return response.body();
        } catch (ExecutionException | TimeoutException e) {
            answer.cancel(true);
            throw new TryLater(Fault.TIME_STAMP_UNAVAILABLE, e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new TryLater(Fault.TIME_STAMP_UNAVAILABLE, e);
        }
    }
}
