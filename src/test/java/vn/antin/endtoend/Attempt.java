package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A submission at any door: an ordinary document, or a changed one. */
sealed interface Attempt {

    String SENDER = "H06.02";
    String RECIPIENT = "H06.35.08";

    /** Gives every document another number unless a test repeats one on purpose. */
    AtomicInteger NUMBER = new AtomicInteger(1000);

    /**
     * How it is sent where the door is HTTP.
     *
     * @param type replaces the door's content type
     */
    record Wire(Map<String, String> headers, @Nullable String type) {

        static final Wire PLAIN = new Wire(Map.of(), null);

        Wire with(String name, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(name, value);
            return new Wire(more, type);
        }

        Wire as(String other) {
            return new Wire(headers, other);
        }
    }

    /** A file, and its announced digest, if any. */
    record File(String name, byte[] content, @Nullable String sha256) {

        static File of(String name) {
            return new File(name, "nội dung".getBytes(UTF_8), null);
        }
    }

    /** Metadata and files; raw JSON, if present, replaces the metadata. */
    record Letter(Map<String, Object> words, @Nullable String json, List<File> files, Wire wire) implements Attempt {

        Letter with(String name, Object value) {
            Map<String, Object> more = new LinkedHashMap<>(words);
            more.put(name, value);
            return new Letter(more, json, files, wire);
        }

        Letter without(String name) {
            Map<String, Object> less = new LinkedHashMap<>(words);
            less.remove(name);
            return new Letter(less, json, files, wire);
        }

        Letter json(String other) {
            return new Letter(words, other, files, wire);
        }

        Letter files(File... others) {
            return new Letter(words, json, List.of(others), wire);
        }

        Letter alone() {
            return files(new File[0]);
        }

        Letter named(String name) {
            return files(File.of(name));
        }

        Letter on(Wire other) {
            return new Letter(words, json, files, other);
        }
    }

    /** An edXML package. */
    record PackageAttempt(byte[] edxml, Wire wire) implements Attempt {

        PackageAttempt replace(String from, String to) {
            byte[] changed = Packages.changed(edxml, from, to);
            if (changed.length == edxml.length && from.length() != to.length()) {
                throw new IllegalArgumentException(from);
            }
            return new PackageAttempt(changed, wire);
        }

        PackageAttempt on(Wire other) {
            return new PackageAttempt(edxml, other);
        }
    }

    /** A raw HTTP body. */
    record Body(byte[] bytes, Wire wire) implements Attempt {

        static Body of(String type, String text) {
            return new Body(text.getBytes(UTF_8), Wire.PLAIN.as(type));
        }

        /** A message of SOAP 1.1, or of 1.2 at its door. */
        static Body soap(String message) {
            return new Body(message.getBytes(UTF_8), Wire.PLAIN);
        }
    }

    /**
     * A later statement about a document.
     *
     * @param call {@code status}, {@code recall} or {@code confirm}
     */
    record Said(String call, String about, Map<String, String> words) implements Attempt {}

    static Letter letter() {
        Map<String, Object> words = new LinkedHashMap<>();
        words.put("to", List.of(RECIPIENT));
        words.put("subject", "V/v thử " + NUMBER.incrementAndGet());
        return new Letter(words, null, new ArrayList<>(List.of(File.of("báo cáo.txt"))), Wire.PLAIN);
    }

    static PackageAttempt edxml() {
        return new PackageAttempt(Packages.own("letter.edxml"), Wire.PLAIN)
                .replace("12/SNV-VP<", NUMBER.incrementAndGet() + "/SNV-VP<")
                .replace("CodeNumber>12<", "CodeNumber>" + NUMBER.get() + "<");
    }

    /** One of the broken samples. */
    static PackageAttempt broken(String name) {
        return new PackageAttempt(Packages.bytes(Packages.BROKEN.resolve(name)), Wire.PLAIN);
    }
}
