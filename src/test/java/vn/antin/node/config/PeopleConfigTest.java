package vn.antin.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.console.login.PeopleSettings;
import vn.antin.console.web.PersonRole;
import vn.antin.fault.Refused;

/** {@code people} in the configuration. */
class PeopleConfigTest {

    private static final String NODE = "role: node\nnode: a\nhub: { host: h, port: 1 }\n";
    private static final String LDAP = "base: 'dc=x', bind: 'cn=r,dc=x', password: p, roles: { 'cn=g,dc=x': operator }";
    private static final String OIDC = "clientId: c, roles: { r: viewer }";

    @TempDir
    Path folder;

    private Path file(String people) throws Exception {
        return Files.writeString(folder.resolve("node.yaml"), NODE + people);
    }

    @ParameterizedTest
    @ValueSource(strings = {"node.yaml", "hub.yaml"})
    void the_examples_hold_when_they_are_uncommented(String name) throws Exception {
        String text = Files.readString(Path.of("config", name));
        String people = text.substring(text.indexOf("# people:\n"))
                .lines()
                .takeWhile(line -> line.startsWith("#"))
                .map(line -> line.substring(2))
                .collect(Collectors.joining("\n", "", "\n"));

        PeopleSettings read = ConfigFile.read(file(people)).people();

        PeopleSettings.Ldap ldap = Objects.requireNonNull(read.ldap());
        assertThat(ldap.roles().values()).containsExactly(PersonRole.ADMIN, PersonRole.OPERATOR);
        assertThat(ldap.password()).isEqualTo(folder.toAbsolutePath().resolve("ldap.password"));
        assertThat(ldap.recheck()).isEqualTo(Duration.ofMinutes(15));
        assertThat(Objects.requireNonNull(read.oidc()).session()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void nobody_else_vouches_unless_the_file_says_so() throws Exception {
        assertThat(ConfigFile.read(file("")).people()).isEqualTo(PeopleSettings.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "ldap: { url: 'http://h', %s }|url",
                "ldap: { url: 'ldaps://h', plain: true, %s }|url",
                "ldap: { url: 'ldaps://h', user: '(uid=x)', %s }|{0}",
                "ldap: { url: 'ldaps://h', user: '(uid={0}', %s }|no filter",
                "ldap: { url: 'ldaps://h', recheck: PT0S, %s }|recheck",
                "ldap: { url: 'ldaps://h' }|base is missing",
                "ldap: { url: 'ldaps://h', base: x, bind: 'cn=r', password: p, roles: {} }|roles",
                "ldap: { url: 'ldaps://h', base: 'dc=x', bind: 'cn=r', password: p, roles: { nhom: viewer } }|nhom",
                "ldap: { url: 'ldaps://h', base: 'dc=x', bind: 'cn=r', password: p, roles: { 'cn=g': king } }|security_officer",
                "ldap: { url: 'ldaps://h', passwort: p, %s }|did you mean 'password'",
                "oidc: { issuer: 'http://s', address: 'https://n', %s }|issuer",
                "oidc: { issuer: 'https://s', address: 'http://n', %s }|address",
                "oidc: { issuer: 'https://s', address: 'https://n/console', %s }|address",
                "oidc: { issuer: 'https://s', address: 'https://u:p@n', %s }|address",
            })
    void what_is_half_good_is_refused_with_its_name(String people, String told) throws Exception {
        Path file = file("people: { " + people.formatted(people.startsWith("ldap") ? LDAP : OIDC) + " }\n");

        assertThatThrownBy(() -> ConfigFile.read(file))
                .isInstanceOf(Refused.class)
                .hasMessageContaining(told);
    }
}
