package vn.antin.console.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.console.web.PersonRole;
import vn.antin.console.web.SignedInPerson;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Ledgers;
import vn.antin.ledger.people.Accounts;
import vn.antin.ledger.people.AuditLog;
import vn.antin.receipt.TestClock;

/** Password guessing is slowed down and recorded; the account's owner can still log in. */
class LoginSlowdownTest {

    private static final String PASSWORD = "mat khau cua rieng nut";
    private static final String HOME = "10.1.1.7";
    private static final String ATTACKER = "10.9.9.9";

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock(Instant.parse("2026-11-26T01:00:00Z"));
    private final Accounts people = new Accounts(clock);
    private final AuditLog audit = new AuditLog(clock);
    private Ledger ledger;
    private SignIn door;

    @BeforeEach
    void open() {
        ledger = Ledgers.empty(folder.resolve("data"));
        Repositories repositories = Repositories.of(new NodeId("so-noi-vu"), ledger, clock);
        door = new SignIn(
                ledger, people, audit, new FederatedLogin(repositories, people, audit, null, null, clock), clock);
        door.choose(door.firstLink("admin").orElseThrow(), PASSWORD, "10.1.1.7");
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private void wrong(int times, String from) {
        for (int i = 0; i < times; i++) {
            assertThat(refused("admin", "sai " + i, from)).isIn(Fault.LOGIN_WRONG, Fault.LOGIN_PACED);
        }
    }

    private Fault refused(String name, String password, String from) {
        try {
            enter(name, password, from);
        } catch (Refused refused) {
            return refused.fault();
        }
        throw new AssertionError("let in");
    }

    private SignIn.Session enter(String name, String password, String from) {
        return door.enter(name, password, from, "");
    }

    @Test
    void wrong_passwords_of_somebody_elsewhere_keep_nobody_out() {
        for (int i = 0; i < 20; i++) {
            wrong(10, ATTACKER);
            clock.pass(Duration.ofMinutes(1));
        }
        assertThat(enter("admin", PASSWORD, HOME).person().name()).isEqualTo("admin");
    }

    @Test
    void a_browser_that_was_in_before_comes_in_from_the_attackers_address_too() {
        String cookie = door.browser(enter("admin", PASSWORD, HOME));
        wrong(50, ATTACKER);
        assertThat(refused("admin", PASSWORD, ATTACKER)).isEqualTo(Fault.LOGIN_PACED);
        String forged = cookie.substring(0, cookie.length() - 2) + "AA";
        assertThat(door.enter("admin", PASSWORD, ATTACKER, cookie)).isNotNull();
        clock.pass(KnownBrowsers.KNOWN);
        wrong(50, ATTACKER);
        for (String none : List.of(cookie, forged, "", "1.2", "999999999999." + "A".repeat(43))) {
            assertThatThrownBy(() -> door.enter("admin", PASSWORD, ATTACKER, none))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.fault()).isEqualTo(Fault.LOGIN_PACED));
        }
    }

    @Test
    void wrong_ones_the_pause_and_those_in_vain_are_in_the_audit_log_with_the_address_and_not_without_bound() {
        wrong(LoginThrottle.FREE + 1, ATTACKER);
        wrong(2_000, ATTACKER);
        assertThat(deeds())
                .startsWith(
                        "LOGIN_WAITS admin " + ATTACKER + " 1000",
                        "LOGIN_WAITS admin " + ATTACKER + " 100",
                        "LOGIN_WAITS admin " + ATTACKER + " 10",
                        "LOGIN_WAITS admin " + ATTACKER + " 1",
                        "LOGIN_SLOWED admin " + ATTACKER + " 2 s",
                        "LOGIN_WRONG admin " + ATTACKER);
        assertThat(deeds()).hasSizeLessThan(20);
    }

    @Test
    void a_password_typed_as_a_name_is_not_written_down() {
        assertThat(refused("mat khau cua toi", "x", HOME)).isEqualTo(Fault.LOGIN_WRONG);
        assertThat(deeds()).contains("LOGIN_WRONG ? " + HOME);
        assertThat(deeds().toString()).doesNotContain("cua toi");
    }

    @Test
    void the_answer_to_a_name_that_nobody_has_is_the_same() {
        for (String name : List.of("admin", "khong-co")) {
            for (int i = 0; i <= LoginThrottle.FREE; i++) {
                assertThat(refused(name, "sai", HOME)).isEqualTo(Fault.LOGIN_WRONG);
            }
            assertThat(refused(name, "sai", HOME)).isEqualTo(Fault.LOGIN_PACED);
            clock.pass(Duration.ofMinutes(20));
        }
    }

    @Test
    void somebody_changes_the_own_password_with_the_present_one() {
        SignIn.Session here = enter("admin", PASSWORD, HOME);
        SignIn.Session other = enter("admin", PASSWORD, HOME);
        SignedInPerson who = here.person();
        assertThatThrownBy(() -> door.change(who, "sai", "mot mat khau khac", HOME, ""))
                .isInstanceOf(Refused.class);

        SignIn.Session after = door.change(who, PASSWORD, "mot mat khau khac", HOME, "");

        assertThat(door.session(after.cookie())).isPresent();
        assertThat(door.session(here.cookie())).isEmpty();
        assertThat(door.session(other.cookie())).isEmpty();
        assertThat(refused("admin", PASSWORD, HOME)).isEqualTo(Fault.LOGIN_WRONG);
        assertThat(enter("admin", "mot mat khau khac", HOME)).isNotNull();
    }

    @Test
    void guessing_the_present_password_with_a_stolen_session_is_slowed_down() {
        SignedInPerson who = enter("admin", PASSWORD, HOME).person();
        for (int i = 0; i <= LoginThrottle.FREE; i++) {
            assertThatThrownBy(() -> door.change(who, "sai", "mot mat khau khac", ATTACKER, ""))
                    .isInstanceOf(Refused.class);
        }
        assertThatThrownBy(() -> door.change(who, PASSWORD, "mot mat khau khac", ATTACKER, ""))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.fault()).isEqualTo(Fault.LOGIN_PACED));
    }

    @Test
    void a_link_from_the_machine_keeps_the_role_and_lets_a_new_password_be_chosen() {
        SignedInPerson admin = enter("admin", PASSWORD, HOME).person();
        door.invite(admin, "thanh-tra", PersonRole.AUDITOR);

        door.choose(door.linkAtMachine("admin").orElseThrow(), "mot mat khau khac", "10.1.1.7");
        SignIn.Session auditor =
                door.choose(door.linkAtMachine("thanh-tra").orElseThrow(), "mot mat khau khac", "10.1.1.7");

        assertThat(enter("admin", "mot mat khau khac", HOME).person().role()).isEqualTo(PersonRole.ADMIN);
        assertThat(auditor.person().role()).isEqualTo(PersonRole.AUDITOR);
        assertThat(deeds()).contains("LINK thanh-tra AUDITOR", "LINK admin ADMIN");
    }

    @Test
    void a_new_link_never_changes_a_role_and_a_new_role_is_a_deed_of_its_own() {
        SignedInPerson admin = enter("admin", PASSWORD, HOME).person();
        door.choose(door.invite(admin, "thanh-tra", PersonRole.AUDITOR), PASSWORD, "10.1.1.7");

        assertThatThrownBy(() -> door.invite(admin, "thanh-tra", PersonRole.VIEWER))
                .isInstanceOf(Refused.class);
        door.renew(admin, "thanh-tra");
        assertThat(role("thanh-tra")).isEqualTo("AUDITOR");

        assertThat(door.changeRole(admin, "thanh-tra", PersonRole.OPERATOR, "chuyển việc"))
                .isTrue();
        assertThat(role("thanh-tra")).isEqualTo("OPERATOR");
        assertThat(deeds()).contains("CHANGED_ROLE thanh-tra AUDITOR -> OPERATOR");
    }

    @Test
    void nobody_becomes_an_administrator_by_one_persons_choice_where_there_is_a_second() {
        SignedInPerson admin = enter("admin", PASSWORD, HOME).person();
        door.choose(door.invite(admin, "van-thu", PersonRole.VIEWER), PASSWORD, "10.1.1.7");
        door.choose(door.invite(admin, "an-toan", PersonRole.SECURITY_OFFICER), PASSWORD, "10.1.1.7");

        assertThat(door.changeRole(admin, "van-thu", PersonRole.ADMIN, "thay nhau"))
                .isFalse();
        assertThat(role("van-thu")).isEqualTo("VIEWER");
        assertThat(deeds()).contains("ASKED_ROLE van-thu VIEWER -> ADMIN");
        assertThatThrownBy(() -> door.invite(admin, "ai-do", PersonRole.ADMIN))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.fault()).isEqualTo(Fault.SECOND_PERSON_NEEDED));
    }

    private String role(String name) {
        return ledger.read(tx -> people.find(tx, name)).orElseThrow().role();
    }

    private List<String> deeds() {
        return ledger.read(tx -> audit.page(tx, Long.MAX_VALUE, 1_000)).stream()
                .map(entry -> String.join(" ", entry.what(), entry.subject(), entry.address(), entry.detail())
                        .replaceAll(" +", " ")
                        .strip())
                .toList();
    }
}
