package vn.antin.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import vn.antin.envelope.Fault;
import vn.antin.envelope.Refused;

/** Asserts in the words of the catalogue of faults. */
final class Refusals {

    private Refusals() {}

    static void assertRefused(Fault fault, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Refused.class, e -> assertThat(e.fault()).isEqualTo(fault));
    }
}
