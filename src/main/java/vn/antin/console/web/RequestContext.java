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
import java.util.OptionalLong;
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

/** One request of a browser: its fields, its signed-in person, and its answer. */
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

    /**
     * The signed-in person.
     *
     * @throws Refused when nobody is signed in; public pages do not call this
     */
    public SignedInPerson who() {
        if (session == null) {
            throw new Refused(Fault.NOT_SIGNED_IN);
        }
        return session.person().at(address());
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

    /** Whether it comes from a browser on this machine. */
    boolean here() {
        return LoopbackCheck.loopback(request);
    }

    /** Allows pages that show nothing but counts: without a login on this machine, with one from elsewhere. */
    public void mayWatch() {
        if (session != null || !here()) {
            needs(Action.SEE_OVERVIEW);
        }
    }

    /** Registers a listener that is told when access to the page is granted. */
    RequestContext watched(Consumer<RequestContext> by) {
        watch = by;
        return this;
    }

    /** Sets the seal of exported PDFs. */
    RequestContext sealed(@Nullable PdfSeal by) {
        seal = by;
        return this;
    }

    /** The seal of exported PDFs; without a seal no PDF is exported. */
    public PdfSeal seal() {
        if (seal == null) {
            throw new IllegalStateException("a console without a seal for its PDFs");
        }
        return seal;
    }

    /** Whether the request only reads. */
    boolean isReadOnly() {
        return !"POST".equals(request.getMethod());
    }

    String question() {
        String query = request.getQueryString();
        return query == null ? "" : query;
    }

    /** A stripped field of the query or the form; empty when absent. */
    public String field(String name) {
        String text = secret(name).strip();
        return text.length() <= LONGEST_FIELD ? text : text.substring(0, LONGEST_FIELD);
    }

    /** All values of a field. */
    Set<String> fields(String name) {
        String[] values = request.getParameterValues(name);
        return values == null ? Set.of() : Set.copyOf(Arrays.asList(values));
    }

    /** A field as it was typed. */
    public String secret(String name) {
        if (parts != null) {
            return new String(parts.getOrDefault(name, new byte[0]), UTF_8);
        }
        String value = request.getParameter(name);
        return value == null ? "" : value;
    }

    /** Reads a multipart form into memory, before any other field is read. */
    void readParts(long most) throws IOException {
        String type = request.getContentType();
        if (type != null && type.startsWith("multipart/form-data")) {
            drain(most);
            parts = Multipart.form(Body.of(request, most), type);
        }
    }

    /**
     * Drains a body that is somewhat too long before it is refused, because a browser that still sends reads no answer.
     */
    private void drain(long most) throws IOException {
        long size = request.getContentLengthLong();
        if (size > most && size <= 4 * most) {
            request.getInputStream().skipNBytes(size);
        }
    }

    /** The bytes of a file in the form; empty when absent. */
    public byte[] file(String name) {
        return parts == null ? new byte[0] : parts.getOrDefault(name, new byte[0]);
    }

    /** The reason that a person gives for the audit log. */
    public String reason() {
        String reason = field("reason");
        if (reason.isEmpty()) {
            throw new Refused(Fault.DEED_WITHOUT_REASON);
        }
        return reason;
    }

    /** Refuses a form that does not come from a page of this server and this session. */
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

    /** Answers with a file to be saved under this name. */
    public void download(String type, String name, byte[] bytes) throws IOException {
        response.setHeader("Content-Disposition", "attachment; filename=\"" + name + "\"");
        answer(type, bytes);
    }

    public void answer(String type, byte[] bytes) throws IOException {
        response.setContentType(type);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    /** A field of digits; empty when it is not. */
    public OptionalLong number(String name) {
        String text = field(name);
        return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    /** Redirects to a page after a form. */
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

    /** The cookie of a login in progress at a provider. */
    public Optional<String> untilBack() {
        return cookie(request, cookies.untilBack());
    }

    /** The cookie by which a browser is recognised from an earlier login; empty when absent. */
    public String browserCookie() {
        return cookie(request, cookies.browser()).orElse("");
    }

    public void keepBrowser(String value) {
        set(cookies.browser(), value, "; Max-Age=" + KnownBrowsers.KNOWN.toSeconds());
    }

    /** Address of the connection's other end; forwarding headers are not trusted. */
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
