package vn.antin.edxml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** Unpublished sample packages: every one in the folder that {@code ANTIN_SHARED_EDXML} names, if any. */
class ForeignPackagesTest {

    private static final String FOLDER = "ANTIN_SHARED_EDXML";

    /** The only faults allowed: those of the sample itself. */
    private static final Set<Fault> OF_THE_SAMPLE = EnumSet.of(Fault.XML_MALFORMED, Fault.EDXML_FIELD_MISSING);

    @TestFactory
    Stream<DynamicTest> every_package_comes_out_byte_for_byte() throws IOException {
        Optional<String> folder =
                Optional.ofNullable(System.getProperty(FOLDER)).or(() -> Optional.ofNullable(System.getenv(FOLDER)));
        return folder.isEmpty() ? Stream.of() : packages(Path.of(folder.get()));
    }

    private static Stream<DynamicTest> packages(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files
                    .filter(file -> file.toString().endsWith(".edxml")
                            || file.toString().endsWith(".xml"))
                    .sorted()
                    .toList()
                    .stream()
                    .map(file ->
                            dynamicTest(Objects.toString(file.getFileName()), () -> check(Files.readAllBytes(file))));
        }
    }

    private static void check(byte[] raw) {
        try {
            EdxmlPackage edxml = EdxmlReader.read(raw);
            Skeleton skeleton = Skeleton.of(edxml);
            assertThat(skeleton.reproducible()).isTrue();
            assertThat(Skeleton.read(skeleton.write()).rebuild(skeleton.parts(edxml)))
                    .isEqualTo(raw);
        } catch (Refused refused) {
            assertThat(OF_THE_SAMPLE).contains(refused.fault());
        }
    }
}
