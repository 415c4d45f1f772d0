package vn.antin.submit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import vn.antin.submit.Submission.Enclosure;

/** A random letter with all or some of its fields, in realistic text. */
final class RandomLetter {

    static final List<Enclosure> FILES = List.of(
            new Enclosure("Báo cáo.pdf", "application/pdf", () -> new ByteArrayInputStream(new byte[] {1, 2})),
            new Enclosure("Phụ lục.xlsx", "application/vnd.ms-excel", () -> new ByteArrayInputStream(new byte[] {3})));

    private static final String LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạẦỆỰ0123456789 <>&\"'/-.,;()%–€😀";
    private static final List<String> OPERATIONS = List.of("NEW", "UPDATE", "REPLACE", "RECALL");
    private static final List<String> URGENCIES =
            List.of("NORMAL", "URGENT", "VERY_URGENT", "EXPRESS", "EXPRESS_TIMED");

    private final Random random;
    private final ObjectNode json = JsonNodeFactory.instance.objectNode();

    RandomLetter(long seed) {
        this.random = new Random(seed);
    }

    ObjectNode letter() {
        String operation = OPERATIONS.get(random.nextInt(4));
        List<String> to = random.ints(1, 90)
                .distinct()
                .limit(1 + random.nextInt(5))
                .mapToObj(number -> "H06.12." + number)
                .toList();
        json.put("operation", operation).put("from", "H06.11");
        codes(json, "to", to);
        List<String> named = new ArrayList<>(List.of("H06.11"));
        named.addAll(to);
        named.forEach(this::party);
        json.put("subject", text(500)).put("urgency", URGENCIES.get(random.nextInt(5)));
        json.put("documentId", text(250)).put("number", text(20)).put("notation", text(30));
        json.put("promulgated", day(-900)).put("type", 1 + random.nextInt(9)).put("typeName", text(100));
        maybe(() -> json.put("typeDetail", 1 + random.nextInt(32)));
        maybe(json, "place", 50);
        maybe(json, "content", 500);
        maybe(() -> object("signer", "competence", 100, "position", 100, "name", 50));
        maybe(() -> json.put("due", day(900)));
        maybe(() -> texts("toPlaces", 150));
        other();
        for (int i = random.nextInt(3); i > 0; i--) {
            ObjectNode one = json.withArray("/answers").addObject().put("agency", code());
            maybe(one, "code", 61);
            maybe(() -> one.put("promulgated", day(-900)));
            one.put("documentId", text(255));
        }
        business(operation);
        FILES.forEach(file -> {
            ObjectNode one = json.withArray("/files").addObject().put("name", file.name());
            one.put("mediaType", file.mediaType());
            maybe(one, "description", 500);
        });
        return json;
    }

    private void other() {
        maybe(json, "sphere", 100);
        maybe(json, "typist", 10);
        maybe(() -> json.put("copies", random.nextInt(65_536)));
        maybe(() -> json.put("pages", random.nextInt(65_536)));
        maybe(() -> json.put("direction", random.nextBoolean()));
        maybe(() -> texts("appendixes", 250));
        maybe(() -> json.put("steering", random.nextInt(3)));
    }

    private void business(String operation) {
        if (!operation.equals("NEW")) {
            json.put("reason", text(500));
        }
        int earlier = operation.equals("NEW") ? 0 : operation.equals("REPLACE") ? 1 + random.nextInt(3) : 1;
        for (int i = 0; i < earlier; i++) {
            ObjectNode one = json.withArray("/earlier").addObject().put("documentId", text(255));
            if (operation.equals("REPLACE")) {
                codes(one, "agencies", List.of(code(), code()));
            }
        }
        maybe(() -> object("staff", "department", 200, "name", 100, "mobile", 20, "email", 100));
        maybe(() -> json.put("paper", random.nextBoolean()));
        maybe(() -> {
            ObjectNode changes = json.putObject("changes");
            changes.put("document", random.nextBoolean()).put("receivers", random.nextBoolean());
            maybe(() -> codes(changes, "added", List.of(code(), code())));
            maybe(() -> codes(changes, "removed", List.of(code())));
        });
    }

    private void party(String code) {
        ObjectNode one =
                json.withArray("/parties").addObject().put("agency", code).put("name", text(200));
        maybe(one, "inCharge", 200);
        maybe(one, "address", 250);
        maybe(one, "email", 100);
        maybe(one, "telephone", 20);
        maybe(one, "fax", 20);
        maybe(one, "website", 100);
    }

    private void object(String name, Object... members) {
        ObjectNode one = json.putObject(name);
        one.put((String) members[0], text((Integer) members[1]));
        for (int i = 2; i < members.length; i += 2) {
            maybe(one, (String) members[i], (Integer) members[i + 1]);
        }
    }

    private void texts(String name, int longest) {
        ArrayNode array = json.putArray(name);
        for (int i = random.nextInt(3); i >= 0; i--) {
            array.add(text(longest));
        }
    }

    private static void codes(ObjectNode object, String name, List<String> codes) {
        codes.forEach(object.putArray(name)::add);
    }

    private void maybe(ObjectNode object, String name, int longest) {
        maybe(() -> object.put(name, text(longest)));
    }

    private void maybe(Runnable said) {
        if (random.nextInt(3) > 0) {
            said.run();
        }
    }

    private String code() {
        return "000.00." + random.nextInt(100) + ".H" + random.nextInt(64);
    }

    private String day(int within) {
        return LocalDate.of(2026, 11, 24)
                .plusDays(Integer.signum(within) * (long) random.nextInt(Math.abs(within)))
                .toString();
    }

    /** A text of the full length one time in five; it never begins or ends with a space, which no reader keeps. */
    private String text(int longest) {
        int length = random.nextInt(5) == 0 ? longest : 1 + random.nextInt(Math.min(longest, 20));
        int[] signs = LETTERS.codePoints().toArray();
        StringBuilder text = new StringBuilder("Đ");
        while (text.length() < length - 2) {
            text.appendCodePoint(signs[random.nextInt(signs.length)]);
        }
        return length < 2 ? "Đ" : text.append("ế").toString();
    }
}
