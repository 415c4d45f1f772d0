package vn.antin.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** Assertions on faults. */
public final class Refusals {

    private Refusals() {}

    public static void assertRefused(Fault fault, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Refused.class, e -> assertThat(e.fault()).isEqualTo(fault));
    }
}
