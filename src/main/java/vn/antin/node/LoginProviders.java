package vn.antin.node;

import java.time.Clock;
import java.time.Duration;
import vn.antin.console.login.FederatedLogin;
import vn.antin.console.login.LdapLine;
import vn.antin.console.login.LdapStaff;
import vn.antin.console.login.OidcHttp;
import vn.antin.console.login.OidcSignOn;
import vn.antin.console.login.PeopleSettings;
import vn.antin.console.login.SignOn;
import vn.antin.console.login.StaffDirectory;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.people.Accounts;
import vn.antin.ledger.people.AuditLog;
import vn.antin.node.broker.Tls;

/** Joins the console to a directory of people and to a provider; what the configuration does not name is not loaded. */
final class LoginProviders {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private LoginProviders() {}

    static FederatedLogin by(
            PeopleSettings settings, Repositories repositories, Accounts people, AuditLog audit, Clock clock) {
        PeopleSettings.Ldap ldap = settings.ldap();
        PeopleSettings.Oidc oidc = settings.oidc();
        return new FederatedLogin(
                repositories,
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
        return new OidcSignOn(settings, new OidcHttp(Tls.only(settings.authorities()), PATIENCE), clock);
    }
}
