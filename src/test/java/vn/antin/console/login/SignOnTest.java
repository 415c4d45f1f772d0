package vn.antin.console.login;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.oauth2.sdk.util.URLUtils;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vn.antin.console.login.SignOnProvider.Habit;
import vn.antin.console.web.Console;
import vn.antin.console.web.PersonRole;
import vn.antin.door.DoorLimits;
import vn.antin.door.Errors;
import vn.antin.door.http.HttpDoor;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Ledgers;
import vn.antin.ledger.people.Accounts;
import vn.antin.ledger.people.AuditLog;
import vn.antin.receipt.TestClock;

/** Logins with a real provider on this machine, through a real door; every cookie is set explicitly. */
class SignOnTest {

    private static final String PASSWORD = "mat khau cua rieng nut";
    private static final String ADDRESS = "https://nut.example:8443";
    private static final Certified PROVINCE = new Certified();
    private static final SSLContext SERVER = server();

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock(Instant.parse("2026-11-26T01:00:00Z"));
    private final HttpClient browser = HttpClient.newBuilder()
            .sslContext(PROVINCE.client())
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private SignOnProvider provider;
    private Ledger ledger;
    private Repositories repositories;
    private Accounts people;
    private AuditLog audit;
    private SignIn door;
    private HttpDoor at;
    private HttpDoor listening;

    private static SSLContext server() {
        try {
            return PROVINCE.server("localhost");
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("keys made in memory", e);
        }
    }

    @BeforeEach
    void open() throws Exception {
        provider = new SignOnProvider(SERVER);
        ledger = Ledgers.empty(folder.resolve("data"));
        repositories = Repositories.of(new NodeId("nut-a"), ledger, clock);
        people = new Accounts(clock);
        audit = new AuditLog(clock);
        Map<String, PersonRole> roles = new LinkedHashMap<>();
        roles.put("antin-quan-tri", PersonRole.ADMIN);
        roles.put("antin-van-hanh", PersonRole.OPERATOR);
        PeopleSettings.Oidc settings = new PeopleSettings.Oidc(
                URI.create(provider.issuer()),
                SignOnProvider.CLIENT,
                Files.writeString(folder.resolve("secret"), SignOnProvider.SECRET + "\n"),
                URI.create(ADDRESS),
                "preferred_username",
                "realm_access.roles",
                roles,
                null,
                Duration.ofHours(1));
        OidcSignOn signOn = new OidcSignOn(settings, new OidcHttp(PROVINCE.client(), Duration.ofSeconds(5)), clock);
        door = new SignIn(
                ledger, people, audit, new FederatedLogin(repositories, people, audit, null, signOn, clock), clock);
        DoorLimits limits = new DoorLimits(1 << 20, 1 << 20, 16, 1000, 16, 16, 16, Duration.ofSeconds(20));
        Errors errors = Errors.load();
        at = new HttpDoor(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), SERVER, limits, errors);
        Console console = new Console(new NodeId("nut-a"), () -> "Sở Nội vụ", door, errors, clock)
                .at(
                        "",
                        (context, rest) -> context.page(
                                "first",
                                Map.of("name", context.who().name(), "link", "x", "shortest", 12, "fault", "")));
        at.addServlet(Console.PATH, console);
        listening = at.start();
    }

    @AfterEach
    void close() throws Exception {
        listening.close();
        provider.close();
        ledger.close();
    }

    private HttpResponse<String> get(String path, String cookie) throws IOException, InterruptedException {
        return browser.send(
                HttpRequest.newBuilder(URI.create("https://localhost:" + at.port() + path))
                        .header("Cookie", cookie)
                        .header("Accept-Language", "en")
                        .header("X-Forwarded-Host", "evil.example")
                        .build(),
                BodyHandlers.ofString());
    }

    private static Optional<String> cookie(HttpResponse<String> answer, String name) {
        return answer.headers().allValues("Set-Cookie").stream()
                .filter(one -> one.startsWith(name + "="))
                .findFirst();
    }

    /** A started login: its redirect and its cookie. */
    private record Gone(URI to, String cookie) {

        String state() {
            return SignOnProvider.first(URLUtils.parseParameters(to.getRawQuery()), "state");
        }
    }

    private Gone go() throws IOException, InterruptedException {
        HttpResponse<String> answer =
                get("/console/sign-on?redirect_uri=https://evil.example&next=//evil.example", "a=b");
        assertThat(answer.statusCode()).isEqualTo(303);
        String set = cookie(answer, "__Host-antin-nut-a.back").orElseThrow();
        assertThat(set).contains("; Secure; HttpOnly; SameSite=Lax; Max-Age=600");
        return new Gone(
                URI.create(answer.headers().firstValue("Location").orElseThrow()), set.substring(0, set.indexOf(';')));
    }

    private HttpResponse<String> back(String code, String state, String cookie)
            throws IOException, InterruptedException {
        return get(
                "/console/signed-on?code=" + code + "&state=" + URLEncoder.encode(state, StandardCharsets.UTF_8),
                cookie);
    }

    private HttpResponse<String> through() throws IOException, InterruptedException {
        Gone gone = go();
        return back(provider.authorize(gone.to()), gone.state(), gone.cookie());
    }

    private List<String> deeds() {
        return ledger.read(tx -> audit.page(tx, Long.MAX_VALUE, 50)).stream()
                .map(entry -> String.join(" ", entry.what(), entry.who(), entry.detail(), entry.address())
                        .replaceAll(" +", " ")
                        .strip())
                .toList();
    }

    private static void out(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(code);
        assertThat(cookie(answer, "__Host-antin-nut-a")).isEmpty();
    }

    @Test
    void whom_the_provider_vouches_for_comes_in_with_a_session_that_is_new() throws Exception {
        String fixed = "__Host-antin-nut-a=" + "A".repeat(43);
        Gone gone = go();
        Map<String, List<String>> asks = URLUtils.parseParameters(gone.to().getRawQuery());
        assertThat(asks.get("redirect_uri")).containsExactly(ADDRESS + "/console/signed-on");
        assertThat(asks.get("code_challenge_method")).containsExactly("S256");

        HttpResponse<String> answer = back(
                provider.authorize(gone.to()), gone.state() + "&next=//evil.example", gone.cookie() + "; " + fixed);
        assertThat(answer.statusCode()).isEqualTo(401);
        gone = go();
        answer = back(provider.authorize(gone.to()), gone.state(), gone.cookie() + "; " + fixed);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Refresh")).contains("0; url=/console");
        assertThat(cookie(answer, "__Host-antin-nut-a.back").orElseThrow()).contains("Max-Age=0");
        String session = cookie(answer, "__Host-antin-nut-a").orElseThrow();
        assertThat(session).contains("SameSite=Strict").contains("HttpOnly").contains("Secure");
        String kept = session.substring(0, session.indexOf(';'));
        assertThat(kept).isNotEqualTo(fixed);
        assertThat(get("/console", kept).body()).contains("lan");
        assertThat(get("/console", fixed).statusCode()).isEqualTo(303);
        assertThat(deeds()).containsExactly("LOGIN lan OIDC 127.0.0.1", "LOGIN_WRONG ? 127.0.0.1");
        assertThat(ledger.read(tx -> people.find(tx, "lan")).orElseThrow().role())
                .isEqualTo("OPERATOR");

        clock.pass(Duration.ofMinutes(29));
        assertThat(get("/console", kept).statusCode()).isEqualTo(200);
        clock.pass(Duration.ofMinutes(29));
        assertThat(get("/console", kept).statusCode()).isEqualTo(200);
        clock.pass(Duration.ofMinutes(3));
        assertThat(get("/console", kept).statusCode())
                .as("longer than its word")
                .isEqualTo(303);
    }

    @ParameterizedTest
    @EnumSource(value = Habit.class, names = "GOOD", mode = EnumSource.Mode.EXCLUDE)
    void a_token_that_does_not_hold_lets_nobody_in(Habit habit) throws Exception {
        provider.be(habit, claims -> claims);

        out(through(), 401, "ANTIN-2092");
        Optional<Accounts.Person> lan = ledger.read(tx -> people.find(tx, "lan"));
        assertThat(lan).isEmpty();
    }

    @Test
    void who_did_not_begin_here_does_not_end_here() throws Exception {
        Gone mine = go();
        Gone other = go();
        String code = provider.authorize(mine.to());

        out(back(code, other.state(), mine.cookie()), 401, "ANTIN-2092");
        out(back(code, mine.state(), other.cookie()), 401, "ANTIN-2092");
        out(back(code, mine.state(), "a=b"), 401, "ANTIN-2092");
        out(back(code, mine.state(), mine.cookie() + "x"), 401, "ANTIN-2092");
        out(get("/console/signed-on?code=" + code, mine.cookie()), 401, "ANTIN-2092");
        // that many wrong attempts cause a pause
        clock.pass(Duration.ofSeconds(2));
        out(get("/console/signed-on?error=access_denied&state=" + mine.state(), mine.cookie()), 401, "ANTIN-2092");
        clock.pass(Duration.ofSeconds(4));
        out(
                get(
                        "/console/signed-on?code=" + code + "&state=" + mine.state() + "&iss=https://other.example",
                        mine.cookie()),
                401,
                "ANTIN-2092");
        assertThat(provider.asked()).as("no code was shown to anybody").isZero();
        clock.pass(Duration.ofMinutes(11));
        out(back(code, mine.state(), mine.cookie()), 401, "ANTIN-2092");
    }

    @Test
    void a_code_is_good_once() throws Exception {
        Gone gone = go();
        String code = provider.authorize(gone.to());

        assertThat(back(code, gone.state(), gone.cookie()).statusCode()).isEqualTo(200);
        out(back(code, gone.state(), gone.cookie()), 401, "ANTIN-2092");
    }

    @Test
    void who_has_no_role_there_has_none_here() throws Exception {
        provider.be(Habit.GOOD, claims -> claims.claim("realm_access", Map.of("roles", List.of("khac"))));
        out(through(), 403, "ANTIN-2090");
        provider.be(Habit.GOOD, claims -> claims.claim("realm_access", "antin-van-hanh"));
        out(through(), 403, "ANTIN-2090");
        assertThat(deeds()).containsExactly("LOGIN_NO_ROLE lan OIDC", "LOGIN_NO_ROLE lan OIDC");
    }

    @Test
    void a_name_belongs_to_who_had_it_first() throws Exception {
        door.choose(door.firstLink("admin").orElseThrow(), PASSWORD, "10.1.1.7");
        provider.be(Habit.GOOD, claims -> claims.claim("preferred_username", "Admin"));
        out(through(), 403, "ANTIN-2091");

        provider.be(Habit.GOOD, claims -> claims);
        assertThat(through().statusCode()).isEqualTo(200);
        provider.be(Habit.GOOD, claims -> claims.subject("sub-another-lan"));
        out(through(), 403, "ANTIN-2091");
        provider.be(Habit.GOOD, claims -> claims.claim("preferred_username", "<b>"));
        out(through(), 401, "ANTIN-2092");
    }

    @Test
    void while_the_provider_is_down_those_of_here_get_in() throws Exception {
        Gone gone = go();
        door.choose(door.firstLink("admin").orElseThrow(), PASSWORD, "10.1.1.7");
        provider.close();

        out(back("x", gone.state(), gone.cookie()), 503, "ANTIN-5040");
        clock.pass(Duration.ofHours(2));
        out(get("/console/sign-on", "a=b"), 503, "ANTIN-5040");
        assertThat(door.enter("admin", PASSWORD, "10.1.1.7", "").person().role())
                .isEqualTo(PersonRole.ADMIN);
        assertThat(ledger.read(repositories.timeline()::alarms)).hasSize(1);
    }

    @Test
    void a_provider_that_says_it_is_another_is_not_followed() throws Exception {
        provider.sayItIs("https://other.example");

        out(get("/console/sign-on", "a=b"), 503, "ANTIN-5040");
    }

    @Test
    void the_button_is_there_only_where_there_is_a_provider() throws Exception {
        assertThat(get("/console/login", "a=b").body()).contains("/console/sign-on");
        SignIn alone = new SignIn(
                ledger, people, audit, new FederatedLogin(repositories, people, audit, null, null, clock), clock);
        HttpDoor second = new HttpDoor(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                SERVER,
                new DoorLimits(1 << 20, 1 << 20, 16, 1000, 16, 16, 16, Duration.ofSeconds(20)),
                Errors.load());
        second.addServlet(
                Console.PATH, new Console(new NodeId("nut-b"), () -> "x", alone, Errors.load(), Clock.systemUTC()));
        try (HttpDoor running = second.start()) {
            assertThat(running).isNotNull();
            String base = "https://localhost:" + second.port();
            assertThat(browser.send(
                                    HttpRequest.newBuilder(URI.create(base + "/console/login"))
                                            .build(),
                                    BodyHandlers.ofString())
                            .body())
                    .contains("password")
                    .doesNotContain("sign-on");
            assertThat(browser.send(
                                    HttpRequest.newBuilder(URI.create(base + "/console/sign-on"))
                                            .build(),
                                    BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(404);
        }
    }
}
