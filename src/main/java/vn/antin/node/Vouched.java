package vn.antin.node;

import java.time.Clock;
import java.time.Duration;
import vn.antin.console.SignOn;
import vn.antin.console.StaffDirectory;
import vn.antin.console.Vouching;
import vn.antin.console.who.LdapLine;
import vn.antin.console.who.LdapStaff;
import vn.antin.console.who.OidcSignOn;
import vn.antin.console.who.PeopleSettings;
import vn.antin.console.who.Wire;
import vn.antin.ledger.AuditLog;
import vn.antin.ledger.Books;
import vn.antin.ledger.People;

/** Joins the console to a directory of people and to a provider; what the configuration does not name is not loaded. */
final class Vouched {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private Vouched() {}

    static Vouching by(PeopleSettings settings, Books books, People people, AuditLog audit, Clock clock) {
        PeopleSettings.Ldap ldap = settings.ldap();
        PeopleSettings.Oidc oidc = settings.oidc();
        return new Vouching(
                books,
                people,
                audit,
                ldap == null ? null : directory(ldap),
                oidc == null ? null : provider(oidc, clock),
                clock);
    }

    private static StaffDirectory directory(PeopleSettings.Ldap settings) {
        return new LdapStaff(
                settings, new LdapLine(settings.url(), settings.plain(), Tls.only(settings.authorities()), PATIENCE));
    }

    private static SignOn provider(PeopleSettings.Oidc settings, Clock clock) {
        return new OidcSignOn(settings, new Wire(Tls.only(settings.authorities()), PATIENCE), clock);
    }
}
