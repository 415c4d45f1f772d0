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

/** A time-stamp authority reached by HTTP (RFC 3161, 3.4). Nothing it sends is trusted before it is verified. */
public final class HttpTimeStamps implements TimeStampSource {

    private final URI authority;
    private final Duration patience;
    private final HttpClient client;

    /** The patience is for the whole exchange, an answer that trickles included. */
    public HttpTimeStamps(URI authority, Duration patience) {
        this.authority = authority;
        this.patience = patience;
        this.client = HttpClient.newBuilder()
                .connectTimeout(patience)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    @Override
    public byte[] stamp(Digest imprint) {
        TimeStampRequest request = TimeStamps.request(imprint);
        try {
            TimeStampResponse response = new TimeStampResponse(post(request.getEncoded()));
            // same imprint, same nonce, granted: an old answer played again is refused here
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
                .timeout(patience)
                .header("Content-Type", "application/timestamp-query")
                .POST(HttpRequest.BodyPublishers.ofByteArray(request))
                .build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(post, info -> new BoundedBody(TimeStamps.MOST_BYTES));
        try {
            HttpResponse<byte[]> response = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
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
