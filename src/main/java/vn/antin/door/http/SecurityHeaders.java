package vn.antin.door.http;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Sets the browser security headers on every answer; a page that needs more permissions sets its own. */
final class SecurityHeaders extends Handler.Wrapper {

    private static final HttpFields FIELDS = HttpFields.build()
            .put("X-Content-Type-Options", "nosniff")
            .put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
            .put("X-Frame-Options", "DENY")
            .put("Referrer-Policy", "no-referrer")
            .put("Strict-Transport-Security", "max-age=31536000")
            .put("Cache-Control", "no-store")
            .asImmutable();

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        protect(response.getHeaders());
        return super.handle(request, response, callback);
    }

    static void protect(HttpFields.Mutable headers) {
        for (HttpField field : FIELDS) {
            headers.put(field);
        }
    }
}
