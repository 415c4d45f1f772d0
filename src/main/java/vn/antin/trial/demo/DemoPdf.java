package vn.antin.trial.demo;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes one page of Vietnamese text as PDF 1.4 without a library: glyphs by name, and with a ToUnicode map so that the
 * text can be extracted.
 */
final class DemoPdf {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<Integer> offsets = new ArrayList<>();
    private final Map<Integer, Integer> codes = new LinkedHashMap<>();

    private DemoPdf() {}

    static byte[] page(List<String> lines) {
        return new DemoPdf().write(lines);
    }

    private byte[] write(List<String> lines) {
        lines.forEach(line -> line.codePoints().forEach(c -> codes.computeIfAbsent(c, any -> 33 + codes.size())));
        text("%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n");
        object("<< /Type /Catalog /Pages 2 0 R /Lang (vi-VN) >>");
        object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
        object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
                + " /Resources << /Font << /F1 5 0 R >> >> >>");
        stream(content(lines));
        object("<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding 6 0 R /ToUnicode 7 0 R >>");
        object("<< /Type /Encoding /Differences [33" + names() + "] >>");
        stream(toUnicode());
        return end();
    }

    private String content(List<String> lines) {
        StringBuilder page = new StringBuilder("BT /F1 13 Tf 20 TL 70 770 Td\n");
        for (String line : lines) {
            page.append('<');
            line.codePoints().forEach(c -> page.append(hex(codes.getOrDefault(c, 33), 2)));
            page.append("> Tj T*\n");
        }
        return page.append("ET\n").toString();
    }

    /** Names of glyphs: uniXXXX is valid for every letter. */
    private String names() {
        return codes.keySet().stream().map(c -> " /" + name(c)).collect(Collectors.joining());
    }

    private static String name(int letter) {
        boolean plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
        return plain ? Character.toString(letter) : letter == ' ' ? "space" : "uni" + hex(letter, 4);
    }

    private String toUnicode() {
        String map = codes.entrySet().stream()
                .map(each -> "<" + hex(each.getValue(), 2) + "> <" + hex(each.getKey(), 4) + ">\n")
                .collect(Collectors.joining());
        return "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def\n"
                + "1 begincodespacerange <00> <FF> endcodespacerange\n" + codes.size() + " beginbfchar\n" + map
                + "endbfchar endcmap CMapName currentdict /CMap defineresource pop end end\n";
    }

    private void object(String body) {
        offsets.add(out.size());
        text(offsets.size() + " 0 obj\n" + body + "\nendobj\n");
    }

    private void stream(String content) {
        object("<< /Length " + content.length() + " >>\nstream\n" + content + "endstream");
    }

    private byte[] end() {
        int start = out.size();
        text("xref\n0 " + (offsets.size() + 1) + "\n0000000000 65535 f \n");
        offsets.forEach(offset -> text(String.format(Locale.ROOT, "%010d 00000 n \n", offset)));
        text("trailer\n<< /Size " + (offsets.size() + 1) + " /Root 1 0 R >>\nstartxref\n" + start + "\n%%EOF\n");
        return out.toByteArray();
    }

    private void text(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String hex(int number, int digits) {
        return String.format(Locale.ROOT, "%0" + digits + "X", number);
    }
}
