package vn.antin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Which tests a run selects: the same ones on every day. */
class SlowTest {

    private static final String TURN = "turn";

    private final @Nullable String turn = System.getProperty(TURN);

    static class Mixed {

        @Test
        void quick() {}

        @Test
        @Slow
        void slow() {}
    }

    @Slow
    static class AllSlow {

        @Test
        void slow() {}
    }

    @BeforeEach
    void plain() {
        System.clearProperty(TURN);
    }

    @AfterEach
    void asBefore() {
        if (turn == null) {
            System.clearProperty(TURN);
        } else {
            System.setProperty(TURN, turn);
        }
    }

    @Test
    void a_plain_run_skips_the_slow_ones() {
        assertThat(ran()).containsExactly("quick()");
    }

    @Test
    void turn_all_runs_every_one() {
        System.setProperty(TURN, "all");

        assertThat(ran()).containsExactlyInAnyOrder("quick()", "slow()", "slow()");
    }

    @Test
    void the_project_s_own_run_leaves_nothing_out() throws IOException {
        assertThat(Files.readAllLines(Path.of(".ci/run")))
                .anyMatch(line -> line.startsWith("./antin test -Dturn=all "));
    }

    private static List<String> ran() {
        List<String> ran = new ArrayList<>();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(Mixed.class), selectClass(AllSlow.class))
                .build();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest() && result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
                    ran.add(test.getDisplayName());
                }
            }
        });
        return ran;
    }
}
