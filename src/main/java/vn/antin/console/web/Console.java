package vn.antin.console.web;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vn.antin.console.login.Cookies;
import vn.antin.console.login.LoginPages;
import vn.antin.console.login.SignIn;
import vn.antin.door.Errors;
import vn.antin.door.Language;
import vn.antin.door.Problem;
import vn.antin.door.Problems;
import vn.antin.door.pdf.PdfSeal;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** The console: the web pages for people, each registered under its name, behind the login. */
public final class Console extends HttpServlet {

    public static final String PATH = "/console/*";

    public static final String HOME = "/console";

    private static final Set<String> OPEN = Set.of("login", "first", "static", LoginPages.AWAY, LoginPages.BACK);
    /** Pages that decide themselves whether a request from this machine needs a login. */
    private static final Set<String> WATCHED_HERE = Set.of("wall", "series");

    /** Bytes of a form; the evidence of a circular to a whole province is some megabytes. */
    private static final long LARGEST_FORM = 16L << 20;

    private static final String LANGUAGE = "antin-lang";
    private static final long serialVersionUID = 1L;

    private final transient Cookies cookies;
    private final transient Supplier<String> house;
    private final transient SignIn door;
    private final transient Problems problems;
    private final transient Clock clock;
    private transient LongSupplier critical = () -> 0;
    private final transient TemplateRenderer shell = new TemplateRenderer();
    private final transient Map<String, ConsolePage> seen = new LinkedHashMap<>();
    private final transient Map<String, ConsolePage> done = new LinkedHashMap<>();
    private transient Consumer<RequestContext> watch = context -> {};
    private transient @Nullable PdfSeal seal;

    /**
     * A console without pages.
     *
     * @param node whose sessions it accepts
     * @param house the agency's or province's name, as its people write it
     */
    public Console(NodeId node, Supplier<String> house, SignIn door, Errors errors, Clock clock) {
        this.cookies = new Cookies(node);
        this.house = house;
        this.door = door;
        this.problems = Problems.forPeople(errors);
        this.clock = clock;
        new LoginPages(door).on(this);
        seen.put("static", (context, rest) -> {
            if (!shell.file(context.response(), rest)) {
                throw new Refused(Fault.ADDRESS_UNKNOWN, rest);
            }
        });
    }

    /** Sets the source of the number of critical alerts, which every page shows. */
    public Console critical(LongSupplier count) {
        this.critical = count;
        return this;
    }

    /** Registers a page for GET. */
    public Console at(String name, ConsolePage page) {
        seen.put(name, page);
        return this;
    }

    /** Registers the live updates of open pages. */
    public Console hearing(LiveUpdates hints) {
        return at("hints", (context, rest) -> {
            // Shows no data, so any signed-in person may follow it, and it is not recorded as a view.
            context.who();
            String cookie = context.cookie().orElse("");
            hints.follow(context, () -> door.session(cookie).isPresent());
        });
    }

    /** Registers a form for POST. */
    public Console does(String name, ConsolePage page) {
        done.put(name, page);
        return this;
    }

    /** Registers a listener that is told of every page before it is shown. */
    public Console watched(Consumer<RequestContext> by) {
        watch = by;
        return this;
    }

    /** Sets the seal of exported PDFs. */
    public Console sealing(PdfSeal by) {
        seal = by;
        return this;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = String.valueOf(request.getPathInfo()).replaceFirst("^(null|/)", "");
        int slash = path.indexOf('/');
        String name = slash < 0 ? path : path.substring(0, slash);
        String rest = slash < 0 ? "" : path.substring(slash + 1);
        RequestContext context;
        try {
            SignIn.Session session = RequestContext.cookie(request, cookies.session())
                    .flatMap(door::session)
                    .orElse(null);
            context = new RequestContext(
                            request, response, shell, view(request, response, path, session), cookies, session)
                    .watched(watch)
                    .sealed(seal);
        } catch (RuntimeException e) {
            refuse(new RequestContext(request, response, shell, bare(request, response, path), cookies, null), e);
            return;
        }
        try {
            answer(context, name, rest);
        } catch (RuntimeException e) {
            refuse(context, e);
        }
    }

    /** A page model without any look-up: the person is unknown. */
    private PageModel bare(HttpServletRequest request, HttpServletResponse response, String path) {
        return new PageModel(
                shell.words(language(request, response)),
                null,
                "",
                HOME + (path.isEmpty() ? "" : "/" + path),
                "",
                seen.keySet(),
                clock.instant(),
                0);
    }

    private void answer(RequestContext context, String name, String rest) throws IOException {
        boolean viewAudit = Set.of("GET", "HEAD").contains(context.request().getMethod());
        ConsolePage page = (viewAudit ? seen : done).get(name);
        if (page == null || !(viewAudit || "POST".equals(context.request().getMethod()))) {
            throw new Refused(seen.containsKey(name) ? Fault.METHOD_NOT_ALLOWED : Fault.ADDRESS_UNKNOWN, name);
        }
        boolean open = OPEN.contains(name) || (viewAudit && WATCHED_HERE.contains(name) && context.here());
        if (!open && context.view().who() == null) {
            context.redirect(HOME + "/login");
            return;
        }
        if (!viewAudit) {
            context.readParts(LARGEST_FORM);
            context.checkForm();
        }
        page.answer(context, rest);
    }

    private PageModel view(
            HttpServletRequest request, HttpServletResponse response, String path, SignIn.@Nullable Session session) {
        return new PageModel(
                shell.words(language(request, response)),
                session == null ? null : session.person(),
                session == null ? "" : session.form(),
                HOME + (path.isEmpty() ? "" : "/" + path),
                house.get(),
                seen.keySet(),
                clock.instant(),
                session == null ? 0 : critical.getAsLong());
    }

    /** The language of the query, else of the cookie, else of the browser, else Vietnamese. */
    private static Language language(HttpServletRequest request, HttpServletResponse response) {
        String asked = request.getParameter("lang");
        if (asked != null) {
            Language language = Language.preferred(asked);
            response.addHeader(
                    "Set-Cookie",
                    LANGUAGE + "=" + language.tag() + "; Path=" + HOME + "; Secure; SameSite=Strict; Max-Age=31536000");
            return language;
        }
        return RequestContext.cookie(request, LANGUAGE)
                .map(Language::preferred)
                .orElseGet(() -> Language.preferred(request.getHeader("Accept-Language")));
    }

    private void refuse(RequestContext context, RuntimeException why) throws IOException {
        Problems.FailedRequest question = Problems.FailedRequest.of(context.request());
        Problem problem = problems.of(why, question.in(context.view().words().language()));
        // the answer is a page now, not a download
        context.response().setHeader("Content-Disposition", null);
        context.page(problem.status(), "problem", Map.of("problem", problem));
    }
}
