package vn.antin.door.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Buffers the beginning of a request's body without holding a thread: a thousand callers that send a byte at a time
 * cost a connection each; a thread is taken only when the buffer is full or the body ends.
 */
final class BodyBufferingHandler extends Handler.Wrapper {

    /** Bytes of the body buffered for each waiting request. */
    static final int BUFFER_BYTES = 16 << 10;

    private final long patience;

    /**
     * Wraps a handler.
     *
     * @param patience time within which the beginning must have arrived
     */
    BodyBufferingHandler(Handler handler, Duration patience) {
        super(handler);
        this.patience = patience.toNanos();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (request.getLength() == 0) {
            return super.handle(request, response, callback);
        }
        new ArrivingRequest(request, response, callback).run();
        return true;
    }

    /** One request whose body is arriving. */
    private final class ArrivingRequest implements Runnable {

        private final Request request;
        private final Response response;
        private final Callback callback;
        private final long since = System.nanoTime();
        private final ByteArrayOutputStream beginning = new ByteArrayOutputStream(0);
        private boolean waited;

        ArrivingRequest(Request request, Response response, Callback callback) {
            this.request = request;
            this.response = response;
            this.callback = callback;
        }

        @Override
        public void run() {
            while (true) {
                Content.Chunk chunk = request.read();
                if (chunk == null) {
                    if (System.nanoTime() - since > patience) {
                        refuse();
                    } else {
                        waited = true;
                        request.demand(this);
                    }
                    return;
                }
                if (Content.Chunk.isFailure(chunk)) {
                    fail(chunk.getFailure());
                    return;
                }
                byte[] some = new byte[chunk.remaining()];
                chunk.get(some, 0, some.length);
                boolean last = chunk.isLast();
                // Copied and released: one byte kept of a network buffer would keep the whole buffer.
                chunk.release();
                beginning.writeBytes(some);
                if (last || beginning.size() >= BUFFER_BYTES) {
                    if (waited) {
                        // Not inside the callback that more is there: a handler that blocks here would block the next
                        // callback.
                        request.getContext().execute(() -> resume(last));
                    } else {
                        resume(last);
                    }
                    return;
                }
            }
        }

        /** Answers a caller that fell silent; a closed connection gets no answer. */
        private void fail(Throwable why) {
            if (why instanceof TimeoutException) {
                refuse();
            } else {
                callback.failed(why);
            }
        }

        private void refuse() {
            Response.writeError(request, response, callback, HttpStatus.REQUEST_TIMEOUT_408);
        }

        private void resume(boolean whole) {
            Request served = new BufferedRequest(request, beginning.toByteArray(), whole);
            try {
                if (!getHandler().handle(served, response, callback)) {
                    Response.writeError(served, response, callback, HttpStatus.NOT_FOUND_404);
                }
            } catch (Exception e) {
                Response.writeError(served, response, callback, e);
            }
        }
    }

    /** A request whose body starts with the buffered bytes. */
    private static final class BufferedRequest extends Request.Wrapper {

        private Content.@Nullable Chunk beginning;
        private final boolean whole;

        BufferedRequest(Request request, byte[] beginning, boolean whole) {
            super(request);
            this.beginning = Content.Chunk.from(ByteBuffer.wrap(beginning), whole);
            this.whole = whole;
        }

        @Override
        public Content.@Nullable Chunk read() {
            Content.Chunk first = beginning;
            beginning = null;
            if (first != null) {
                return first;
            }
            return whole ? Content.Chunk.EOF : super.read();
        }

        @Override
        public void demand(Runnable demandCallback) {
            if (beginning == null && !whole) {
                super.demand(demandCallback);
            } else {
                getContext().execute(demandCallback);
            }
        }
    }
}
