package vn.antin.door.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** The addresses that a node may call. */
class AllowedNetworksTest {

    private static final AllowedNetworks ALL = AllowedNetworks.of(List.of("loopback", "private", "0.0.0.0/0", "::/0"));

    private static boolean allows(AllowedNetworks networks, String address, boolean encrypted) {
        try {
            return networks.allows(InetAddress.getByName(address), encrypted);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(address, e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "::1", "10.1.2.3", "172.31.0.1", "192.168.1.1", "fd12::1"})
    void its_own_machine_and_the_agencys_networks_are_allowed_without_a_word(String address) {
        assertThat(allows(AllowedNetworks.standard(), address, false)).isTrue();
        assertThat(allows(AllowedNetworks.of(List.of()), address, true)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"203.0.113.7", "172.32.0.1", "192.169.0.1", "100.64.0.1", "8.8.8.8", "2001:db8::1"})
    void the_world_only_when_it_is_listed_and_never_in_clear(String address) {
        assertThat(allows(AllowedNetworks.standard(), address, true)).isFalse();
        assertThat(allows(ALL, address, true)).isTrue();
        assertThat(allows(ALL, address, false)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "0.0.0.0",
                "224.0.0.1",
                "255.255.255.255",
                "100.100.100.200",
                "168.63.129.16",
                "::",
                "fe80::1",
                "ff02::1",
                "fd00:ec2::254",
                "::ffff:169.254.169.254",
                "::169.254.169.254",
                "64:ff9b::a9fe:a9fe",
                "2002:a9fe:a9fe::1"
            })
    void some_never_whatever_is_listed(String address) {
        assertThat(allows(ALL, address, true)).isFalse();
    }

    @Test
    void a_listed_network_ends_where_its_bits_end() {
        AllowedNetworks networks = AllowedNetworks.of(List.of("203.0.113.64/26", "2001:db8:1::/48"));

        assertThat(allows(networks, "203.0.113.64", true)).isTrue();
        assertThat(allows(networks, "203.0.113.127", true)).isTrue();
        assertThat(allows(networks, "203.0.113.128", true)).isFalse();
        assertThat(allows(networks, "203.0.113.63", true)).isFalse();
        assertThat(allows(networks, "2001:db8:1:ffff::1", true)).isTrue();
        assertThat(allows(networks, "2001:db8:2::1", true)).isFalse();
        assertThat(allows(networks, "127.0.0.1", true)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "10.0.0.0", "10.0.0.0/33", "example.vn/24", "abc.de/24", "10.0.0/8", "::/129", "10.0.0.0/-1"
            })
    void what_is_no_network_is_refused(String word) {
        assertThatThrownBy(() -> AllowedNetworks.of(List.of(word))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://10.1.1.1/",
                "http:/x",
                "http://user@10.1.1.1/",
                "http://10.1.1.1/#x",
                "http://10.1.1.1/ố",
                "//10.1.1.1",
                "x",
                "file:///etc/passwd"
            })
    void what_is_no_address_of_a_web_server_is_refused(String url) {
        assertThatThrownBy(() -> WebhookTarget.read(url))
                .isInstanceOfSatisfying(
                        Refused.class, e -> assertThat(e.fault()).isEqualTo(Fault.FIELD_INVALID));
    }

    @Test
    void a_port_is_one_where_web_servers_are() {
        assertThat(WebhookTarget.read("HTTPS://vanban.xa.vn/hook?a=1")).hasToString("https://vanban.xa.vn/hook?a=1");
        assertThat(WebhookTarget.read("http://[::1]:8080/")).hasToString("http://[::1]:8080/");
        for (String url : List.of("http://10.1.1.1:25/", "http://10.1.1.1:22/", "http://10.1.1.1:99999/")) {
            assertThatThrownBy(() -> WebhookTarget.read(url))
                    .isInstanceOfSatisfying(
                            Refused.class, e -> assertThat(e.fault()).isEqualTo(Fault.WEBHOOK_TARGET));
        }
    }
}
