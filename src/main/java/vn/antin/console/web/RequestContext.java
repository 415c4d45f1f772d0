package vn.antin.console.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import vn.antin.console.login.Cookies;
import vn.antin.console.login.KnownBrowsers;
import vn.antin.console.login.SignIn;
import vn.antin.door.http.Body;
import vn.antin.door.http.LoopbackCheck;
import vn.antin.door.http.Multipart;
import vn.antin.door.pdf.PdfSeal;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** One call of a browser: what it asks, who asks, and how it is answered. */
public final class RequestContext {

    private static final int LONGEST_FIELD = 1000;

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final TemplateRenderer shell;
    private final PageModel view;
    private final Cookies cookies;
    private final SignIn.@Nullable Session session;
    private Consumer<RequestContext> watch = context -> {};
    private @Nullable PdfSeal seal;
    private @Nullable Map<String, byte[]> parts;

    RequestContext(
            HttpServletRequest request,
            HttpServletResponse response,
            TemplateRenderer shell,
            PageModel view,
            Cookies cookies,
            SignIn.@Nullable Session session) {
        this.request = request;
        this.response = response;
        this.shell = shell;
        this.view = view;
        this.cookies = cookies;
        this.session = session;
    }

    public static Optional<String> cookie(HttpServletRequest request, String name) {
        Cookie[] cookies = request.getCookies();
        for (Cookie cookie : cookies == null ? new Cookie[0] : cookies) {
            if (cookie.getName().equals(name)) {
                return Optional.of(cookie.getValue());
            }
        }
        return Optional.empty();
    }

    public PageModel view() {
        return view;
    }

    public HttpServletRequest request() {
        return request;
    }

    public HttpServletResponse response() {
        return response;
    }

    /** Who asks; pages that need nobody do not call this. */
    public SignedInPerson who() {
        if (session == null) {
            throw new Refused(Fault.NOT_SIGNED_IN);
        }
        return session.visitor().at(address());
    }

    public Optional<String> cookie() {
        return Optional.ofNullable(session).map(SignIn.Session::cookie);
    }

    public void needs(Action action) {
        if (!who().may(action)) {
            throw new Refused(Fault.NOT_YOURS_TO_DO);
        }
        watch.accept(this);
    }

    /** Whether it comes from a screen at this very machine. */
    boolean here() {
        return LoopbackCheck.loopback(request);
    }

    /** What holds nothing but counts may be seen at this machine by anybody, from elsewhere after the login. */
    public void mayWatch() {
        if (session != null || !here()) {
            needs(Action.SEE_OVERVIEW);
        }
    }

    /** Told when it is clear that the page may be seen. */
    RequestContext watched(Consumer<RequestContext> by) {
        watch = by;
        return this;
    }

    /** With what the PDFs are sealed that leave. */
    RequestContext sealed(@Nullable PdfSeal by) {
        seal = by;
        return this;
    }

    /** The same; a PDF without a seal leaves nowhere. */
    public PdfSeal seal() {
        if (seal == null) {
            throw new IllegalStateException("a console without a seal for its PDFs");
        }
        return seal;
    }

    /** Whether it only looks. */
    boolean viewAudit() {
        return !"POST".equals(request.getMethod());
    }

    /** What stands behind the address. */
    String question() {
        String query = request.getQueryString();
        return query == null ? "" : query;
    }

    /** The field of the address or the form, without the blanks around it; empty when it is not there. */
    public String field(String name) {
        String text = secret(name).strip();
        return text.length() <= LONGEST_FIELD ? text : text.substring(0, LONGEST_FIELD);
    }

    /** All that the address or the form says under one name. */
    Set<String> fields(String name) {
        String[] values = request.getParameterValues(name);
        return values == null ? Set.of() : Set.copyOf(Arrays.asList(values));
    }

    /** As it was typed. */
    public String secret(String name) {
        if (parts != null) {
            return new String(parts.getOrDefault(name, new byte[0]), UTF_8);
        }
        String value = request.getParameter(name);
        return value == null ? "" : value;
    }

    /** Reads a form with a file in it, all in memory, before anything else is asked of it. */
    void readParts(long most) throws IOException {
        String type = request.getContentType();
        if (type != null && type.startsWith("multipart/form-data")) {
            letPass(most);
            parts = Multipart.form(Body.of(request, most), type);
        }
    }

    /** A browser that is still sending reads no answer: what is somewhat too long passes by before it is refused. */
    private void letPass(long most) throws IOException {
        long size = request.getContentLengthLong();
        if (size > most && size <= 4 * most) {
            request.getInputStream().skipNBytes(size);
        }
    }

    /** The bytes of a file in the form; none when there is no such file. */
    public byte[] file(String name) {
        return parts == null ? new byte[0] : parts.getOrDefault(name, new byte[0]);
    }

    /** What somebody writes for whoever reads the log later. */
    public String reason() {
        String reason = field("reason");
        if (reason.isEmpty()) {
            throw new Refused(Fault.DEED_WITHOUT_REASON);
        }
        return reason;
    }

    /** A form is taken from a page of this server, and of this session. */
    void checkForm() {
        String site = request.getHeader("Sec-Fetch-Site");
        boolean foreign = site != null && !site.equals("same-origin");
        String expected = session == null ? "" : session.form();
        boolean wrong =
                !MessageDigest.isEqual(expected.getBytes(UTF_8), secret("form").getBytes(UTF_8));
        if (foreign || wrong) {
            throw new Refused(Fault.FORM_OVER);
        }
    }

    public void page(String template, Map<String, Object> model) throws IOException {
        page(HttpServletResponse.SC_OK, template, model);
    }

    public void page(int status, String template, Map<String, Object> model) throws IOException {
        shell.page(response, status, template, view, model);
    }

    /** After a form: the page to look at. */
    public void redirect(String path) {
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader("Location", path);
    }

    public void keep(SignIn.Session opened) {
        set(opened.cookie(), "");
    }

    public void forget() {
        set("", "; Max-Age=0");
    }

    /** What a login elsewhere is held by. */
    public Optional<String> untilBack() {
        return cookie(request, cookies.untilBack());
    }

    /** By what the browser may be known from a login before; empty when it has nothing. */
    public String browserCookie() {
        return cookie(request, cookies.browser()).orElse("");
    }

    public void keepBrowser(String value) {
        set(cookies.browser(), value, "; Max-Age=" + KnownBrowsers.KNOWN.toSeconds());
    }

    /** The address of the other end of the connection; what headers say about it is not believed. */
    public String address() {
        return request.getRemoteAddr();
    }

    public void keepUntilBack(String value) {
        setUntilBack(value, 600);
    }

    public void forgetUntilBack() {
        setUntilBack("", 0);
    }

    private void setUntilBack(String value, int seconds) {
        response.addHeader(
                "Set-Cookie",
                cookies.untilBack() + "=" + value + "; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=" + seconds);
    }

    private void set(String value, String more) {
        set(cookies.session(), value, more);
    }

    private void set(String name, String value, String more) {
        response.addHeader("Set-Cookie", name + "=" + value + "; Path=/; Secure; HttpOnly; SameSite=Strict" + more);
    }
}
