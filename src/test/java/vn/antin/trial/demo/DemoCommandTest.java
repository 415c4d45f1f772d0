package vn.antin.trial.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.cli.Run;

/** The tour of the demo, and again on the folder it left. */
class DemoCommandTest {

    @TempDir
    Path folder;

    @Test
    void every_receipt_is_verified_and_the_forgery_refused() throws IOException {
        Path demo = folder.resolve("demo");

        Run first = Run.in("vi", "demo", "--once", "--dir", demo);

        assertThat(first.code()).as(first.out() + first.err()).isZero();
        assertThat(first.out().lines().filter(line -> line.endsWith("đã kiểm chứng ✔")))
                .hasSize(8);
        assertThat(first.out().lines().filter(line -> line.contains("giống từng byte")))
                .hasSize(2);
        assertThat(first.out()).contains("bị từ chối ✔", "ANTIN-6301");
        Path trust = demo.resolve("so-noi-vu").resolve("province.trust");
        assertThat(verify(demo.resolve("receipts"), trust)).isZero();
        assertThat(verify(demo.resolve("forged"), trust)).isEqualTo(1);
        assertThat(Run.of("verify", bundle(demo), "--trust", trust, "--at", "2036-01-01")
                        .code())
                .isZero();

        for (String secret : List.of("hub/joins/so-noi-vu.join", "hub/pin", "so-noi-vu/api.key", "so-noi-vu/pin")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(demo.resolve(secret))))
                    .as(secret)
                    .isEqualTo("rw-------");
        }

        Run again = Run.of("demo", "--once", "--dir", demo);

        assertThat(again.code()).as(again.out() + again.err()).isZero();
        assertThat(Run.of("demo", "--clean", "--dir", demo).code()).isZero();
        assertThat(demo).doesNotExist();
    }

    @Test
    void a_folder_that_is_no_demo_is_never_removed() throws IOException {
        Files.writeString(folder.resolve("thesis.txt"), "years of work");

        Run run = Run.of("demo", "--clean", "--dir", folder);

        assertThat(run.code()).isEqualTo(1);
        assertThat(folder.resolve("thesis.txt")).exists();
        assertThat(Run.of("demo", "--once", "--dir", folder).err()).startsWith("ANTIN-1303");
    }

    private static int verify(Path path, Path trust) {
        return Run.of("verify", path, "--trust", trust).code();
    }

    private static Path bundle(Path demo) throws IOException {
        try (Stream<Path> files = Files.list(demo)) {
            List<Path> zips =
                    files.filter(file -> file.toString().endsWith(".zip")).toList();
            return zips.get(0);
        }
    }
}
