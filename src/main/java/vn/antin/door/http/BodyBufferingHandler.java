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
 * Lets a request wait, without a thread, until its body or the beginning of it is here: a thousand callers that send a
 * byte at a time cost a connection each, and only those who go on to a longer body get a thread.
 */
final class BodyBufferingHandler extends Handler.Wrapper {

    /** Bytes of a body that are held for each caller who waits. */
    static final int BEGINNING = 16 << 10;

    private final long patience;

    /**
     * A foyer.
     *
     * @param patience within which the beginning must have come
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
        new Waiting(request, response, callback).run();
        return true;
    }

    /** One caller whose body comes in. */
    private final class Waiting implements Runnable {

        private final Request request;
        private final Response response;
        private final Callback callback;
        private final long since = System.nanoTime();
        private final ByteArrayOutputStream beginning = new ByteArrayOutputStream(0);
        private boolean waited;

        Waiting(Request request, Response response, Callback callback) {
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
                // Copied and given back: what is kept of a network buffer for one byte would be the whole buffer.
                chunk.release();
                beginning.writeBytes(some);
                if (last || beginning.size() >= BEGINNING) {
                    if (waited) {
                        // Not inside the word that there is more: whoever blocks here would wait for the next such
                        // word.
                        request.getContext().execute(() -> goOn(last));
                    } else {
                        goOn(last);
                    }
                    return;
                }
            }
        }

        /** A caller who fell silent is told so; one who is gone hears nothing. */
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

        private void goOn(boolean whole) {
            Request served = new Begun(request, beginning.toByteArray(), whole);
            try {
                if (!getHandler().handle(served, response, callback)) {
                    Response.writeError(served, response, callback, HttpStatus.NOT_FOUND_404);
                }
            } catch (Exception e) {
                Response.writeError(served, response, callback, e);
            }
        }
    }

    /** A request of whose body the beginning has been read already. */
    private static final class Begun extends Request.Wrapper {

        private Content.@Nullable Chunk beginning;
        private final boolean whole;

        Begun(Request request, byte[] beginning, boolean whole) {
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
