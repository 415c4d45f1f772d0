package vn.antin.door.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;

/** What a body of many parts broke on, whatever language the operating system speaks. */
class MultipartTest {

    private static final long MORE_THAN_ANY_DISK = Long.MAX_VALUE / 2;

    @TempDir
    Path spool;

    @Test
    void a_full_disk_is_known_by_its_room_in_any_language() {
        RuntimeException failure = failure("Auf dem Gerät ist kein Speicherplatz mehr verfügbar");

        assertThat(Multipart.why(failure, spool, MORE_THAN_ANY_DISK))
                .isInstanceOfSatisfying(
                        TryLater.class, later -> assertThat(later.fault()).isEqualTo(Fault.DISK_FULL));
    }

    @Test
    void a_malformed_body_that_quotes_the_system_is_no_full_disk() {
        assertThat(Multipart.why(failure("No space left on device"), spool, 100))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.fault()).isEqualTo(Fault.MULTIPART_MALFORMED));
    }

    @Test
    void a_refusal_of_the_reader_stands_on_a_full_disk_too() {
        RuntimeException failure = new IllegalStateException(new Refused(Fault.TOO_LARGE, "9", "8"));

        assertThat(Multipart.why(failure, spool, MORE_THAN_ANY_DISK))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.fault()).isEqualTo(Fault.TOO_LARGE));
    }

    private static RuntimeException failure(String words) {
        return new UncheckedIOException(new IOException(words));
    }
}
