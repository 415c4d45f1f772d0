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

/** Checks the character set before the framework, which fails on an unknown one. */
final class RestServlet extends CXFNonSpringServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void invoke(HttpServletRequest request, HttpServletResponse response) throws ServletException {
        try {
            Declared.check(request);
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
