package vn.antin.edxml;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import vn.antin.envelope.AgencyCode;

/** An ordinary letter of the provincial department of home affairs, and the sample packages. */
final class Samples {

    static final LocalDate TODAY = LocalDate.of(2026, 1, 6);
    static final Instant NOW = Instant.parse("2026-01-06T02:00:00Z");
    static final Path FOLDER = Path.of("src/test/samples/edxml");

    private Samples() {}

    static byte[] read(String name) {
        return bytes(FOLDER.resolve("read").resolve(name + ".edxml"));
    }

    static List<Path> in(String folder) {
        try (Stream<Path> files = Files.list(FOLDER.resolve(folder))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static BusinessHeader.HeaderParty homeAffairs() {
        return new BusinessHeader.HeaderParty(new AgencyCode("H06.02"), "Sở Nội vụ");
    }

    static BusinessHeader.HeaderParty commune() {
        return new BusinessHeader.HeaderParty(new AgencyCode("H06.35.08"), "Ủy ban nhân dân xã Ngãi Giao");
    }

    static BusinessHeader letter() {
        return letterAbout("V/v kiểm kê hồ sơ năm 2025");
    }

    static BusinessHeader letterAbout(String subject) {
        return BusinessHeader.letter(
                homeAffairs(),
                List.of(commune()),
                "H06.02,2026/01/05,12/SNV-VP",
                "12",
                "SNV-VP",
                LocalDate.of(2026, 1, 5),
                new BusinessHeader.DocumentType(2, 18, "Công văn"),
                subject);
    }

    static EdxmlFile file(String name, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return new EdxmlFile(name, "application/pdf", "", () -> new ByteArrayInputStream(bytes));
    }

    static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
