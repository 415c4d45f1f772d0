package vn.antin.console.login;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.antin.console.web.Console;
import vn.antin.console.web.Visit;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;

/** Coming and going: the login, here or at a provider, the first link, the way out. */
public final class Entrance {

    /** The way to the provider where people log in. */
    public static final String AWAY = "sign-on";

    /** Where they come back to. */
    public static final String BACK = "signed-on";

    private final Door door;

    public Entrance(Door door) {
        this.door = door;
    }

    public void on(Console console) {
        console.at("login", (visit, rest) -> login(visit, null))
                .does("login", (visit, rest) -> enter(visit))
                .at("first", this::first)
                .does("first", this::choose)
                .at("password", (visit, rest) -> password(visit, ""))
                .does("password", (visit, rest) -> change(visit))
                .does("leave", (visit, rest) -> leave(visit));
        if (door.vouching().provider().isPresent()) {
            console.at(AWAY, (visit, rest) -> away(visit)).at(BACK, (visit, rest) -> back(visit));
        }
    }

    private void login(Visit visit, @Nullable Refused refused) throws IOException {
        Fault fault = refused == null ? null : refused.fault();
        String seconds = refused != null && fault == Fault.LOGIN_PACED ? String.join("", refused.values()) : "";
        if (!seconds.isEmpty()) {
            visit.response().setHeader("Retry-After", seconds);
        }
        visit.page(
                status(fault),
                "login",
                Map.of(
                        "fault",
                        fault == null ? "" : fault.name(),
                        "seconds",
                        seconds,
                        "name",
                        visit.field("name"),
                        "provider",
                        door.vouching().provider().isPresent()));
    }

    /** In, and the browser is known from now on. */
    private void entered(Visit visit, Door.Session session) {
        visit.keep(session);
        visit.keepBrowser(door.browser(session));
    }

    private void password(Visit visit, String fault) throws IOException {
        boolean here = door.hasPassword(visit.who());
        visit.page(
                fault.isEmpty() ? 200 : 400,
                "password",
                Map.of("here", here, "shortest", Door.SHORTEST, "fault", fault));
    }

    private void change(Visit visit) throws IOException {
        String password = visit.secret("password");
        if (!password.equals(visit.secret("again")) || password.length() < Door.SHORTEST) {
            password(visit, Fault.PASSWORD_WEAK.name());
            return;
        }
        try {
            entered(
                    visit,
                    door.change(
                            visit.who(), visit.secret("present"), password, visit.address(), visit.browserCookie()));
            visit.go(Console.HOME);
        } catch (Refused refused) {
            password(visit, refused.fault().name());
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

    private void enter(Visit visit) throws IOException {
        try {
            entered(
                    visit,
                    door.enter(visit.field("name"), visit.secret("password"), visit.address(), visit.browserCookie()));
            visit.go(Console.HOME);
        } catch (Refused refused) {
            login(visit, refused);
        } catch (TryLater unreachable) {
            silent(visit, unreachable);
        }
    }

    private void silent(Visit visit, TryLater unreachable) throws IOException {
        if (unreachable.fault() != Fault.STAFF_UNREACHABLE) {
            throw unreachable;
        }
        login(visit, new Refused(Fault.STAFF_UNREACHABLE));
    }

    private SignOn provider() {
        return door.vouching().provider().orElseThrow(() -> new Refused(Fault.ADDRESS_UNKNOWN, AWAY));
    }

    private void away(Visit visit) throws IOException {
        SignOn provider = provider();
        try {
            SignOn.Way way = door.vouching().telling(provider.place(), provider::begin);
            visit.keepUntilBack(way.keep());
            visit.go(way.to().toString());
        } catch (TryLater unreachable) {
            silent(visit, unreachable);
        }
    }

    /**
     * Back from the provider. The browser comes from elsewhere, so it sends no cookie of a session and would not on a way
     * that goes on from here at once: this page is shown, and it leads on.
     */
    private void back(Visit visit) throws IOException {
        SignOn provider = provider();
        Optional<String> kept = visit.untilBack();
        visit.forgetUntilBack();
        try {
            Map<String, List<String>> question = new LinkedHashMap<>();
            visit.request().getParameterMap().forEach((name, values) -> question.put(name, Arrays.asList(values)));
            Door.Session session = door.signedOn(
                    () -> {
                        if (kept.isEmpty()) {
                            throw new Refused(Fault.LOGIN_NOT_PROVED, "cookie");
                        }
                        return door.vouching().telling(provider.place(), () -> provider.back(kept.get(), question));
                    },
                    visit.address());
            entered(visit, session);
            visit.response().setHeader("Refresh", "0; url=" + Console.HOME);
            visit.page("entered", Map.of("name", session.visitor().name()));
        } catch (Refused refused) {
            login(visit, refused);
        } catch (TryLater unreachable) {
            silent(visit, unreachable);
        }
    }

    private void first(Visit visit, String link) throws IOException {
        String name = door.invited(link).orElseThrow(() -> new Refused(Fault.LINK_OVER));
        visit.page("first", Map.of("name", name, "link", link, "shortest", Door.SHORTEST, "fault", ""));
    }

    private void choose(Visit visit, String link) throws IOException {
        String name = door.invited(link).orElseThrow(() -> new Refused(Fault.LINK_OVER));
        String password = visit.secret("password");
        if (!password.equals(visit.secret("again")) || password.length() < Door.SHORTEST) {
            visit.page(
                    400,
                    "first",
                    Map.of("name", name, "link", link, "shortest", Door.SHORTEST, "fault", Fault.PASSWORD_WEAK.name()));
            return;
        }
        entered(visit, door.choose(link, password, visit.address()));
        visit.go(Console.HOME);
    }

    private void leave(Visit visit) {
        visit.cookie().ifPresent(door::leave);
        visit.forget();
        visit.go(Console.HOME + "/login");
    }
}
