package vn.antin.door.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackCheckTest {

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.0.1", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1"})
    void this_machine_is_near(String address) {
        assertThat(LoopbackCheck.loopback(address)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "192.168.1.7", "0.0.0.0", "fe80::1", "::2", "localhost", "bad.example", ""})
    void others_and_names_are_not(String address) {
        assertThat(LoopbackCheck.loopback(address)).isFalse();
    }
}
