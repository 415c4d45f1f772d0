package vn.antin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MultipartBodyTest {

    @TempDir
    private Path folder;

    @Test
    void a_file_read_while_it_is_sent_makes_the_same_body() throws IOException {
        byte[] content = "nội dung".getBytes(StandardCharsets.UTF_8);
        Path file = Files.write(folder.resolve("a"), content);
        String type = "application/octet-stream";
        MultipartBody streamed =
                new MultipartBody().metadata("{}").file("a.bin", type, file).file("b.bin", type, file);
        MultipartBody held =
                new MultipartBody().metadata("{}").file("a.bin", type, content).file("b.bin", type, content);

        assertThat(text(streamed)).isEqualTo(text(held));
    }

    /** Without the boundary, which differs each time. */
    private static String text(MultipartBody body) {
        String boundary = body.contentType().split("boundary=", 2)[1];
        return new String(bytes(body.publisher()), StandardCharsets.UTF_8).replace(boundary, "");
    }

    private static byte[] bytes(HttpRequest.BodyPublisher body) {
        CompletableFuture<byte[]> whole = new CompletableFuture<>();
        body.subscribe(new Flow.Subscriber<>() {
            private final ByteArrayOutputStream out = new ByteArrayOutputStream();

            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(ByteBuffer buffer) {
                byte[] chunk = new byte[buffer.remaining()];
                buffer.get(chunk);
                out.writeBytes(chunk);
            }

            @Override
            public void onError(Throwable failure) {
                whole.completeExceptionally(failure);
            }

            @Override
            public void onComplete() {
                whole.complete(out.toByteArray());
            }
        });
        return whole.join();
    }
}
