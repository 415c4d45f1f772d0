package vn.antin.seal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Random;

/** Changes texts as an attacker would: bytes, words of XML, pieces twice, pieces elsewhere. */
public final class Garbling {

    private static final String[] WORDS = {
        "<!-- -->",
        "<![CDATA[x]]>",
        "<?x y?>",
        "<!DOCTYPE x>",
        "&#65;",
        "&#x9;",
        "&#xA;",
        "&#xD;",
        "&amp;",
        "&lt;",
        "&gt;",
        "&quot;",
        "&#38;",
        " ",
        "\n",
        "\r",
        "\t",
        "\u0000",
        "\u0001",
        "\u00c3\u00a9",
        "\u00ff",
        "\u00ed\u00a0\u0080",
        "\u00ef\u00bf\u00bd",
        "0",
        "+",
        "-",
        "=",
        "A",
        "Z",
        "'",
        "\"",
        "<",
        ">",
        "/>",
        "</",
        " xmlns=\"\"",
        " xmlns:x=\"urn:x\"",
        " Id=\"s\"",
        " xml:space=\"preserve\"",
        "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\" Id=\"s\"><SignedInfo>",
        "<Mode>production</Mode>",
        "<Mode>test</Mode>",
        "<Part carriage=\"stored\" digest=\"AAAA\" number=\"1\" size=\"1\"></Part>",
        "<Previous></Previous>",
        "<Proof></Proof>",
        "<TimeStamp></TimeStamp>",
        "<Witness></Witness>",
        "00",
        ".000Z",
        "+00:00"
    };

    private Garbling() {}

    /** The text with one to three changes. */
    public static byte[] changed(byte[] bytes, Random random) {
        StringBuilder text = new StringBuilder(new String(bytes, ISO_8859_1));
        for (int times = 1 + random.nextInt(3); times > 0 && text.length() > 1; times--) {
            int at = random.nextInt(text.length());
            int length = 1 + random.nextInt(Math.min(40, text.length() - at));
            String piece = text.substring(at, at + length);
            String word = WORDS[random.nextInt(WORDS.length)];
            switch (random.nextInt(7)) {
                case 0 -> text.setCharAt(at, (char) (text.charAt(at) ^ (1 << random.nextInt(8))));
                case 1 -> text.insert(at, word);
                case 2 -> text.replace(at, at + length, word);
                case 3 -> text.delete(at, at + length);
                case 4 -> text.insert(random.nextInt(text.length()), piece);
                case 5 -> text.insert(afterTag(text, at), word);
                default -> text.insert(afterTag(text, at), element(text, at));
            }
        }
        return text.toString().getBytes(ISO_8859_1);
    }

    /** Right behind the next tag. */
    private static int afterTag(StringBuilder text, int at) {
        int end = text.indexOf(">", at);
        return end < 0 ? at : end + 1;
    }

    /** From the next start of a tag to the end of the tag behind it: often a whole element. */
    private static String element(StringBuilder text, int at) {
        int start = text.indexOf("<", at);
        int first = start < 0 ? -1 : text.indexOf(">", start);
        int second = first < 0 ? -1 : text.indexOf(">", first + 1);
        return second < 0 ? "" : text.substring(start, second + 1);
    }
}
