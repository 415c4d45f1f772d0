package vn.antin.console;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Fault;
import vn.antin.envelope.Refused;
import vn.antin.envelope.TryLater;

/** Coming and going: the login, here or at a provider, the first link, the way out. */
final class Entrance {

    /** The way to the provider where people log in. */
    static final String AWAY = "sign-on";

    /** Where they come back to. */
    static final String BACK = "signed-on";

    private final Door door;

    Entrance(Door door) {
        this.door = door;
    }

    void on(Console console) {
        console.at("login", (visit, rest) -> login(visit, null))
                .does("login", (visit, rest) -> enter(visit))
                .at("first", this::first)
                .does("first", this::choose)
                .does("leave", (visit, rest) -> leave(visit));
        if (door.vouching().provider().isPresent()) {
            console.at(AWAY, (visit, rest) -> away(visit)).at(BACK, (visit, rest) -> back(visit));
        }
    }

    private void login(Visit visit, @Nullable Fault fault) throws IOException {
        visit.page(
                status(fault),
                "login",
                Map.of(
                        "fault",
                        fault == null ? "" : fault.name(),
                        "name",
                        visit.field("name"),
                        "provider",
                        door.vouching().provider().isPresent()));
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
            visit.keep(door.enter(
                    visit.field("name"),
                    visit.secret("password"),
                    visit.request().getRemoteAddr()));
            visit.go(Console.HOME);
        } catch (Refused refused) {
            login(visit, refused.fault());
        } catch (TryLater unreachable) {
            silent(visit, unreachable);
        }
    }

    private void silent(Visit visit, TryLater unreachable) throws IOException {
        if (unreachable.fault() != Fault.STAFF_UNREACHABLE) {
            throw unreachable;
        }
        login(visit, Fault.STAFF_UNREACHABLE);
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
        Optional<String> kept = Visit.cookie(visit.request(), Visit.UNTIL_BACK);
        visit.forgetUntilBack();
        try {
            if (kept.isEmpty()) {
                throw new Refused(Fault.LOGIN_NOT_PROVED, "cookie");
            }
            Map<String, List<String>> question = new LinkedHashMap<>();
            visit.request().getParameterMap().forEach((name, values) -> question.put(name, Arrays.asList(values)));
            Member member = door.vouching().telling(provider.place(), () -> provider.back(kept.get(), question));
            visit.keep(door.taken(Vouching.Origin.OIDC, member));
            visit.response().setHeader("Refresh", "0; url=" + Console.HOME);
            visit.page("entered", Map.of("name", member.name()));
        } catch (Refused refused) {
            login(visit, refused.fault());
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
        visit.keep(door.choose(link, password));
        visit.go(Console.HOME);
    }

    private void leave(Visit visit) {
        visit.cookie().ifPresent(door::leave);
        visit.forget();
        visit.go(Console.HOME + "/login");
    }
}
