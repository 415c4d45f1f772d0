package vn.antin.crash;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** A letter for a test; every value in it is unique, so that letters cannot be confused. */
record Letter(String key, List<String> to, String subject, byte[] file) {

    private static final int BYTES = 3_000;

    static Letter to(String... agencies) {
        return of(BYTES, agencies);
    }

    static Letter of(int bytes, String... agencies) {
        String key = UUID.randomUUID().toString();
        byte[] file = new byte[bytes];
        new Random(key.hashCode()).nextBytes(file);
        return new Letter(key, List.of(agencies), "V/v thử nghiệm " + key, file);
    }

    Map<String, Object> metadata() {
        return Software.letter(to, subject, null);
    }
}
