package vn.antin.trial.demo;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import vn.antin.receipt.Receipts;

/** Forges a receipt by changing one byte of its time: still well-formed and valid by the schema. */
public final class Forgery {

    private static final String TIME = "<EventTime>";

    private Forgery() {}

    public static byte[] of(byte[] receipt) {
        byte[] evidence = Receipts.read(receipt).receipts().get(0).evidence();
        String text = new String(evidence, StandardCharsets.ISO_8859_1);
        int last = text.indexOf(TIME) + TIME.length() + "2026-01-01T00:00:00.".length();
        // The third byte of a group is the only one whose low bits have a base64 letter of their own.
        int digit = last - 1;
        do {
            digit--;
        } while (digit % 3 != 2 || !Character.isDigit(text.charAt(digit)));
        evidence[digit] ^= 1;
        String before = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
        String after = Base64.getEncoder().encodeToString(evidence);
        return new String(receipt, StandardCharsets.ISO_8859_1)
                .replace(before, after)
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
