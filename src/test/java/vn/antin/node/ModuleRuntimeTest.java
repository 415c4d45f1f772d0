package vn.antin.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What runs is closed in reverse, whatever fails. */
class ModuleRuntimeTest {

    private final List<String> closed = new ArrayList<>();

    private AutoCloseable module(String name) {
        return () -> closed.add(name);
    }

    @Test
    void modules_close_in_reverse_and_once() {
        ModuleRuntime runtime = ModuleRuntime.start(made -> {
            made.opened(module("ledger"));
            made.opened(module("routes"));
            made.opened(module("door"));
            return made;
        });
        assertThat(closed).isEmpty();

        runtime.close();
        runtime.close();

        assertThat(closed).containsExactly("door", "routes", "ledger");
    }

    @Test
    void a_module_that_does_not_open_closes_those_that_are_open() {
        assertThatThrownBy(() -> ModuleRuntime.start(made -> {
                    made.opened(module("ledger"));
                    made.opened(module("routes"));
                    throw new IllegalStateException("the port is taken");
                }))
                .hasMessage("the port is taken");

        assertThat(closed).containsExactly("routes", "ledger");
    }

    @Test
    void a_module_that_does_not_close_keeps_no_other_open() {
        ModuleRuntime runtime = ModuleRuntime.start(made -> made);
        runtime.opened(module("ledger"));
        runtime.opened((AutoCloseable) () -> {
            throw new IOException("it hangs");
        });
        runtime.opened(module("door"));

        runtime.close();

        assertThat(closed).containsExactly("door", "ledger");
    }
}
