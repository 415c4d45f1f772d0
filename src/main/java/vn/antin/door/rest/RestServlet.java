package vn.antin.door.rest;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.cxf.transport.servlet.CXFNonSpringServlet;
import vn.antin.door.http.Declared;
import vn.antin.door.http.Fallback;
import vn.antin.fault.Refused;

/** Before the framework, which breaks on a character set that it does not know. */
final class RestServlet extends CXFNonSpringServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void invoke(HttpServletRequest request, HttpServletResponse response) throws ServletException {
        try {
            Declared.mind(request);
        } catch (Refused e) {
            refuse(e, request, response);
            return;
        }
        super.invoke(request, response);
    }

    private static void refuse(Refused why, HttpServletRequest request, HttpServletResponse response) {
        request.setAttribute(Fallback.WHY, why);
        try {
            response.sendError(HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE);
        } catch (IOException e) {
            throw new UncheckedIOException("an answer broke off", e);
        }
    }
}
