package vn.antin.console.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.OperationType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.console.web.PersonRole;
import vn.antin.console.web.SignedInPerson;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.Timeline;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Ledgers;
import vn.antin.ledger.people.Accounts;
import vn.antin.ledger.people.AuditLog;
import vn.antin.receipt.TestClock;

/** Logins with a real LDAP server on this machine, over TLS and StartTLS. */
class LdapLoginTest {

    private static final String BASE = "dc=tinh,dc=vn";
    private static final String READER = "cn=doc,dc=tinh,dc=vn";
    private static final String OPERATORS = "cn=Antin (vận hành),ou=nhom,dc=tinh,dc=vn";
    private static final String AUDITORS = "cn=antin-kiem-toan,ou=nhom,dc=tinh,dc=vn";
    private static final String HOA = "cn=Hòa (phòng 2)*,ou=nguoi,dc=tinh,dc=vn";
    private static final String PASSWORD = "mot cau dai de nho";
    private static final String HERE = "10.1.1.7";
    private static final Duration RECHECK = Duration.ofMinutes(15);
    private static final Certified province = new Certified();

    private static InMemoryDirectoryServer server;
    private static int port;

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock(Instant.parse("2026-11-26T01:00:00Z"));
    private Ledger ledger;
    private Repositories repositories;
    private Accounts people;
    private AuditLog audit;
    private Path secret;

    @BeforeAll
    static void serve() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        SSLContext tls = province.server("localhost");
        InetAddress loopback = InetAddress.getLoopbackAddress();
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(BASE);
        config.setSchema(null);
        config.addAdditionalBindCredentials(READER, "mat khau doc");
        config.setAuthenticationRequiredOperationTypes(OperationType.SEARCH);
        config.setListenerConfigs(
                InMemoryListenerConfig.createLDAPSConfig(
                        "tls", loopback, port, tls.getServerSocketFactory(), tls.getSocketFactory()),
                InMemoryListenerConfig.createLDAPSConfig(
                        "other-name",
                        loopback,
                        0,
                        province.server("ldap.other.example").getServerSocketFactory(),
                        tls.getSocketFactory()),
                InMemoryListenerConfig.createLDAPConfig("start-tls", loopback, 0, tls.getSocketFactory()),
                InMemoryListenerConfig.createLDAPConfig("plain", loopback, 0, null));
        server = new InMemoryDirectoryServer(config);
        server.startListening();
        server.add("dn: " + BASE, "objectClass: domain", "dc: tinh");
        server.add("dn: ou=nguoi," + BASE, "objectClass: organizationalUnit", "ou: nguoi");
        server.add("dn: ou=nhom," + BASE, "objectClass: organizationalUnit", "ou: nhom");
        person("lan", AUDITORS, OPERATORS);
        person("minh", "cn=khac,ou=nhom,dc=tinh,dc=vn");
        person("admin", OPERATORS);
        server.add("dn: " + HOA, "objectClass: person", "uid: hoa", "userPassword: " + PASSWORD);
        server.add("dn: " + OPERATORS, "objectClass: groupOfNames", "cn: Antin (vận hành)", "member: " + HOA);
    }

    private static void person(String uid, String... groups) throws Exception {
        List<String> lines = new java.util.ArrayList<>(List.of(
                "dn: uid=" + uid + ",ou=nguoi," + BASE,
                "objectClass: person",
                "uid: " + uid,
                "mail: " + uid.charAt(0) + "@tinh.vn",
                "userPassword: " + PASSWORD));
        for (String group : groups) {
            lines.add("memberOf: " + group);
        }
        server.add(lines.toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        server.shutDown(true);
    }

    @BeforeEach
    void open() throws IOException {
        ledger = Ledgers.empty(folder.resolve("data"));
        repositories = Repositories.of(new NodeId("nut-a"), ledger, clock);
        people = new Accounts(clock);
        audit = new AuditLog(clock);
        secret = Files.writeString(folder.resolve("secret"), "mat khau doc\n");
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private LdapStaff staff(String url, boolean plain, @Nullable String groups) {
        Map<String, PersonRole> roles = new LinkedHashMap<>();
        // Not as the server writes it: case and spaces of a DN are not significant.
        roles.put("CN=antin (vận hành), ou=NHOM,dc=tinh,dc=vn", PersonRole.OPERATOR);
        roles.put(AUDITORS, PersonRole.AUDITOR);
        PeopleSettings.Ldap settings = new PeopleSettings.Ldap(
                URI.create(url),
                plain,
                BASE,
                "(&(objectClass=person)(|(uid={0})(mail={0})))",
                "uid",
                groups,
                READER,
                secret,
                roles,
                null,
                RECHECK);
        return new LdapStaff(settings, new LdapLine(settings.url(), plain, province.client(), Duration.ofMillis(1500)));
    }

    private LdapStaff staff() {
        return staff("ldaps://localhost:" + port, false, null);
    }

    private SignIn door(StaffDirectory staff) {
        return new SignIn(
                ledger, people, audit, new FederatedLogin(repositories, people, audit, staff, null, clock), clock);
    }

    private static Fault refused(Runnable login) {
        try {
            login.run();
        } catch (Refused refused) {
            return refused.fault();
        } catch (TryLater later) {
            return later.fault();
        }
        throw new AssertionError("let in");
    }

    private List<String> deeds() {
        return ledger.read(tx -> audit.page(tx, Long.MAX_VALUE, 50)).stream()
                .map(entry -> String.join(" ", entry.what(), entry.who(), entry.detail(), entry.address())
                        .replaceAll(" +", " ")
                        .strip())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls", "start-tls"})
    void the_groups_of_a_person_make_the_role_and_the_first_of_the_configuration_counts(String listener) {
        String scheme = listener.equals("tls") ? "ldaps" : "ldap";
        SignIn door = door(staff(scheme + "://localhost:" + server.getListenPort(listener), false, null));

        SignIn.Session session = door.enter(" Lan ", PASSWORD, HERE, "");

        assertThat(session.person()).isEqualTo(new SignedInPerson("lan", PersonRole.OPERATOR, null));
        assertThat(door.session(session.cookie())).isPresent();
        assertThat(deeds()).containsExactly("LOGIN lan LDAP " + HERE);
    }

    @Test
    void groups_are_found_by_a_filter_whatever_letters_the_entry_has() {
        String url = "ldaps://localhost:" + port;
        String filter = "(&(objectClass=groupOfNames)(member={0}))";

        assertThat(staff(url, false, filter).enter("hoa", PASSWORD))
                .contains(new ExternalAccount("hoa", PersonRole.OPERATOR, ""));
        assertThat(staff(url, false, null).enter("hoa", PASSWORD)).contains(new ExternalAccount("hoa", null, ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "l*",
                "lan)(uid=*",
                "*)(|(objectClass=*",
                "lan)(|(uid=lan",
                "lan\\2a",
                "lan\u0000",
                "khong-co"
            })
    void what_is_typed_is_a_name_and_no_filter(String name) {
        assertThat(staff().enter(name, PASSWORD)).isEmpty();
        assertThat(staff().look(name)).isEmpty();
        assertThat(refused(() -> door(staff()).enter(name, PASSWORD, HERE, ""))).isEqualTo(Fault.LOGIN_WRONG);
    }

    @Test
    void no_password_is_no_login() {
        assertThat(staff().enter("lan", "")).isEmpty();
        assertThat(staff().enter("lan", "sai")).isEmpty();
        assertThat(refused(() -> door(staff()).enter("lan", "", HERE, ""))).isEqualTo(Fault.LOGIN_WRONG);
    }

    @Test
    void without_a_group_nobody_comes_in() {
        assertThat(refused(() -> door(staff()).enter("minh", PASSWORD, HERE, "")))
                .isEqualTo(Fault.LOGIN_NO_ROLE);
        Optional<Accounts.Person> minh = ledger.read(tx -> people.find(tx, "minh"));
        assertThat(minh).isEmpty();
        assertThat(deeds()).containsExactly("LOGIN_NO_ROLE minh LDAP");
    }

    @Test
    void a_local_name_is_never_taken_over() {
        SignIn door = door(staff());
        String link = door.firstLink("admin").orElseThrow();
        door.choose(link, "mat khau cua rieng nut", "10.1.1.7");

        assertThat(refused(() -> door.enter("admin", PASSWORD, HERE, ""))).isEqualTo(Fault.LOGIN_WRONG);
        assertThat(refused(() -> door.enter("ADMIN", PASSWORD, HERE, ""))).isEqualTo(Fault.LOGIN_WRONG);
        assertThat(refused(() -> door.enter("a@tinh.vn", PASSWORD, HERE, ""))).isEqualTo(Fault.LOGIN_NAME_TAKEN);
        assertThat(door.enter("admin", "mat khau cua rieng nut", HERE, "")
                        .person()
                        .role())
                .isEqualTo(PersonRole.ADMIN);
    }

    @Test
    void nobody_is_invited_over_a_name_of_the_directory() {
        SignIn door = door(staff());
        SignedInPerson lan = door.enter("lan", PASSWORD, HERE, "").person();

        assertThat(refused(() ->
                        door.invite(new SignedInPerson("admin", PersonRole.ADMIN, null), "lan", PersonRole.VIEWER)))
                .isEqualTo(Fault.LOGIN_NAME_TAKEN);
        assertThat(ledger.read(tx -> people.find(tx, lan.name())).orElseThrow().role())
                .isEqualTo("OPERATOR");
    }

    @Test
    void while_it_is_down_those_of_here_get_in_and_it_is_told() {
        SignIn door = door(staff());
        door.choose(door.firstLink("admin").orElseThrow(), "mat khau cua rieng nut", "10.1.1.7");
        server.shutDown("tls", true);
        try {
            assertThat(refused(() -> door.enter("lan", PASSWORD, HERE, ""))).isEqualTo(Fault.STAFF_UNREACHABLE);
            assertThat(door.enter("admin", "mat khau cua rieng nut", HERE, "")).isNotNull();
            assertThat(alarms()).extracting(Timeline.Alarm::code).containsExactly("ANTIN-5040");
        } finally {
            restart();
        }
        assertThat(door.enter("lan", PASSWORD, HERE, "")).isNotNull();
        assertThat(alarms()).isEmpty();
    }

    private List<Timeline.Alarm> alarms() {
        return ledger.read(repositories.timeline()::alarms);
    }

    private static void restart() {
        try {
            server.startListening("tls");
        } catch (com.unboundid.ldap.sdk.LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_server_that_cannot_show_who_it_is_hears_no_password() {
        Certified foreign = new Certified();
        PeopleSettings.Ldap settings = new PeopleSettings.Ldap(
                URI.create("ldaps://localhost:" + port),
                false,
                BASE,
                "(uid={0})",
                "uid",
                null,
                READER,
                secret,
                Map.of(AUDITORS, PersonRole.AUDITOR),
                null,
                RECHECK);
        LdapStaff misled =
                new LdapStaff(settings, new LdapLine(settings.url(), false, foreign.client(), Duration.ofSeconds(2)));

        assertThat(refused(() -> misled.enter("lan", PASSWORD))).isEqualTo(Fault.STAFF_UNREACHABLE);
        for (String url : List.of(
                "ldaps://localhost:" + server.getListenPort("other-name"),
                "ldap://127.0.0.1:" + server.getListenPort("start-tls"),
                "ldap://localhost:" + server.getListenPort("plain"))) {
            assertThat(refused(() -> staff(url, false, null).enter("lan", PASSWORD)))
                    .as(url)
                    .isEqualTo(Fault.STAFF_UNREACHABLE);
        }
        assertThat(staff("ldap://localhost:" + server.getListenPort("plain"), true, null)
                        .enter("lan", PASSWORD))
                .as("plain where the file says so")
                .isPresent();
    }

    @Test
    void a_server_that_says_nothing_is_not_waited_for_long() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            long before = System.nanoTime();
            assertThatThrownBy(() -> staff("ldaps://localhost:" + mute.getLocalPort(), false, null)
                            .enter("lan", PASSWORD))
                    .isInstanceOf(TryLater.class);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(30));
        }
    }

    @Test
    void guessing_slows_down_a_name_of_the_directory_however_it_is_written() {
        SignIn door = door(staff());
        for (String name : List.of("lan", "LAN", "Lan", " lan", "lAn")) {
            assertThat(refused(() -> door.enter(name, "sai", HERE, ""))).isEqualTo(Fault.LOGIN_WRONG);
        }
        assertThat(refused(() -> door.enter("lan", PASSWORD, HERE, ""))).isEqualTo(Fault.LOGIN_PACED);
        assertThat(deeds())
                .startsWith("LOGIN_WAITS lan 1 " + HERE, "LOGIN_SLOWED lan 2 s " + HERE, "LOGIN_WRONG lan " + HERE);
        clock.pass(Duration.ofSeconds(2));
        assertThat(door.enter("lan", PASSWORD, HERE, "")).isNotNull();
    }

    @Test
    void what_the_directory_says_today_counts_within_the_time_of_its_word() throws Exception {
        SignIn door = door(staff());
        String cookie = door.enter("lan", PASSWORD, HERE, "").cookie();
        String dn = "uid=lan,ou=nguoi," + BASE;
        try {
            server.modify(dn, new Modification(ModificationType.REPLACE, "memberOf", AUDITORS));
            assertThat(door.session(cookie).orElseThrow().person().role()).isEqualTo(PersonRole.OPERATOR);
            clock.pass(Duration.ofMinutes(8));
            assertThat(door.session(cookie).orElseThrow().person().role()).isEqualTo(PersonRole.AUDITOR);
            assertThat(deeds()).contains("OTHER_ROLE lan LDAP OPERATOR -> AUDITOR");

            server.shutDown("tls", true);
            clock.pass(Duration.ofMinutes(14));
            assertThat(door.session(cookie)).as("its word still holds").isPresent();
            clock.pass(Duration.ofMinutes(2));
            assertThat(door.session(cookie)).as("its word is too old").isEmpty();
            restart();
            clock.pass(Duration.ofMinutes(1));
            assertThat(door.session(cookie)).as("and is given again").isPresent();

            server.modify(dn, new Modification(ModificationType.DELETE, "memberOf"));
            clock.pass(Duration.ofMinutes(8));
            assertThat(door.session(cookie)).as("no group any more").isEmpty();
            assertThat(deeds()).contains("SHUT_OUT lan LDAP");
        } finally {
            server.modify(dn, new Modification(ModificationType.REPLACE, "memberOf", AUDITORS, OPERATORS));
        }
        clock.pass(Duration.ofSeconds(1));
        assertThat(door.session(cookie)).as("the old session stays closed").isEmpty();
    }
}
