package vn.antin.console.login;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.antin.console.web.Console;
import vn.antin.console.web.RequestContext;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;

/** The pages of the login: with a password, at a provider, by a first link, and the logout. */
public final class LoginPages {

    /** Path that leads to the provider. */
    public static final String AWAY = "sign-on";

    /** Path that the provider leads back to. */
    public static final String BACK = "signed-on";

    private final SignIn door;

    public LoginPages(SignIn door) {
        this.door = door;
    }

    public void on(Console console) {
        console.at("login", (context, rest) -> login(context, null))
                .does("login", (context, rest) -> enter(context))
                .at("first", this::first)
                .does("first", this::choose)
                .at("password", (context, rest) -> password(context, ""))
                .does("password", (context, rest) -> change(context))
                .does("leave", (context, rest) -> leave(context));
        if (door.federated().provider().isPresent()) {
            console.at(AWAY, (context, rest) -> away(context)).at(BACK, (context, rest) -> back(context));
        }
    }

    private void login(RequestContext context, @Nullable Refused refused) throws IOException {
        Fault fault = refused == null ? null : refused.fault();
        String seconds = refused != null && fault == Fault.LOGIN_PACED ? String.join("", refused.values()) : "";
        if (!seconds.isEmpty()) {
            context.response().setHeader("Retry-After", seconds);
        }
        context.page(
                status(fault),
                "login",
                Map.of(
                        "fault",
                        fault == null ? "" : fault.name(),
                        "seconds",
                        seconds,
                        "name",
                        context.field("name"),
                        "provider",
                        door.federated().provider().isPresent()));
    }

    /** Sets the session and marks the browser as known. */
    private void entered(RequestContext context, SignIn.Session session) {
        context.keep(session);
        context.keepBrowser(door.browser(session));
    }

    private void password(RequestContext context, String fault) throws IOException {
        boolean here = door.hasPassword(context.who());
        context.page(
                fault.isEmpty() ? 200 : 400,
                "password",
                Map.of("here", here, "shortest", SignIn.SHORTEST, "fault", fault));
    }

    private void change(RequestContext context) throws IOException {
        String password = context.secret("password");
        if (!password.equals(context.secret("again")) || password.length() < SignIn.SHORTEST) {
            password(context, Fault.PASSWORD_WEAK.name());
            return;
        }
        try {
            entered(
                    context,
                    door.change(
                            context.who(),
                            context.secret("present"),
                            password,
                            context.address(),
                            context.browserCookie()));
            context.redirect(Console.HOME);
        } catch (Refused refused) {
            password(context, refused.fault().name());
        }
    }

    private static int status(@Nullable Fault fault) {
        if (fault == null) {
            return 200;
        }
        return switch (fault) {
            case LOGIN_WRONG, LOGIN_NOT_PROVED -> 401;
            case LOGIN_NO_ROLE, LOGIN_NAME_TAKEN -> 403;
            case STAFF_UNREACHABLE -> 503;
            default -> 429;
        };
    }

    private void enter(RequestContext context) throws IOException {
        try {
            entered(
                    context,
                    door.enter(
                            context.field("name"),
                            context.secret("password"),
                            context.address(),
                            context.browserCookie()));
            context.redirect(Console.HOME);
        } catch (Refused refused) {
            login(context, refused);
        } catch (TryLater unreachable) {
            silent(context, unreachable);
        }
    }

    private void silent(RequestContext context, TryLater unreachable) throws IOException {
        if (unreachable.fault() != Fault.STAFF_UNREACHABLE) {
            throw unreachable;
        }
        login(context, new Refused(Fault.STAFF_UNREACHABLE));
    }

    private SignOn provider() {
        return door.federated().provider().orElseThrow(() -> new Refused(Fault.ADDRESS_UNKNOWN, AWAY));
    }

    private void away(RequestContext context) throws IOException {
        SignOn provider = provider();
        try {
            SignOn.LoginRedirect way = door.federated().withAlarm(provider.place(), provider::begin);
            context.keepUntilBack(way.keep());
            context.redirect(way.to().toString());
        } catch (TryLater unreachable) {
            silent(context, unreachable);
        }
    }

    /**
     * Finishes a login at the provider. A request from another site carries no SameSite cookie, nor does an immediate
     * redirect after it: this page is shown and then leads on.
     */
    private void back(RequestContext context) throws IOException {
        SignOn provider = provider();
        Optional<String> kept = context.untilBack();
        context.forgetUntilBack();
        try {
            Map<String, List<String>> question = new LinkedHashMap<>();
            context.request().getParameterMap().forEach((name, values) -> question.put(name, Arrays.asList(values)));
            SignIn.Session session = door.signedOn(
                    () -> {
                        if (kept.isEmpty()) {
                            throw new Refused(Fault.LOGIN_NOT_PROVED, "cookie");
                        }
                        return door.federated().withAlarm(provider.place(), () -> provider.back(kept.get(), question));
                    },
                    context.address());
            entered(context, session);
            context.response().setHeader("Refresh", "0; url=" + Console.HOME);
            context.page("entered", Map.of("name", session.person().name()));
        } catch (Refused refused) {
            login(context, refused);
        } catch (TryLater unreachable) {
            silent(context, unreachable);
        }
    }

    private void first(RequestContext context, String link) throws IOException {
        String name = door.invited(link).orElseThrow(() -> new Refused(Fault.LINK_OVER));
        context.page("first", Map.of("name", name, "link", link, "shortest", SignIn.SHORTEST, "fault", ""));
    }

    private void choose(RequestContext context, String link) throws IOException {
        String name = door.invited(link).orElseThrow(() -> new Refused(Fault.LINK_OVER));
        String password = context.secret("password");
        if (!password.equals(context.secret("again")) || password.length() < SignIn.SHORTEST) {
            context.page(
                    400,
                    "first",
                    Map.of(
                            "name",
                            name,
                            "link",
                            link,
                            "shortest",
                            SignIn.SHORTEST,
                            "fault",
                            Fault.PASSWORD_WEAK.name()));
            return;
        }
        entered(context, door.choose(link, password, context.address()));
        context.redirect(Console.HOME);
    }

    private void leave(RequestContext context) {
        context.cookie().ifPresent(door::leave);
        context.forget();
        context.redirect(Console.HOME + "/login");
    }
}
