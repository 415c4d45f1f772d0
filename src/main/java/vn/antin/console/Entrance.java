package vn.antin.console;

import java.io.IOException;
import java.util.Map;
import vn.antin.envelope.Fault;
import vn.antin.envelope.Refused;

/** Coming and going: the login, the first link, the way out. */
final class Entrance {

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
    }

    private static void login(Visit visit, @org.jspecify.annotations.Nullable Refused refused) throws IOException {
        visit.page(
                refused == null ? 200 : refused.fault() == Fault.LOGIN_WRONG ? 401 : 429,
                "login",
                Map.of("fault", refused == null ? "" : refused.fault().name(), "name", visit.field("name")));
    }

    private void enter(Visit visit) throws IOException {
        try {
            visit.keep(door.enter(
                    visit.field("name"),
                    visit.secret("password"),
                    visit.request().getRemoteAddr()));
            visit.go(Console.HOME);
        } catch (Refused refused) {
            login(visit, refused);
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
