package vn.antin.door.pdf;

import java.util.List;
import vn.antin.door.Messages;

/** Renders a join file as an A4 sheet: what it is for, and its content in QR codes. */
public final class JoinSheetPdf {

    private JoinSheetPdf() {}

    /**
     * The content of the sheet.
     *
     * @param about sentences above the codes
     * @param codes the texts of the codes
     */
    public record JoinSheet(String language, String title, List<String> about, List<String> codes) {

        public JoinSheet {
            about = List.copyOf(about);
            codes = List.copyOf(codes);
        }

        /**
         * The sheet of a node in words.
         *
         * @param expires when the join file can no longer be used, as people write it
         */
        public static JoinSheet of(
                Messages words,
                String province,
                String node,
                List<String> agencies,
                String expires,
                List<String> codes) {
            return new JoinSheet(
                    words.language().tag(),
                    words.say("joins.sheet.title", node),
                    List.of(
                            words.say("joins.sheet.province", province, String.join(", ", agencies)),
                            words.say("joins.sheet.expires", expires),
                            words.say("joins.sheet.how"),
                            words.say("joins.sheet.secret")),
                    codes);
        }

        /** A code as a data URL. */
        public String picture(String code) {
            return QrCode.picture(code);
        }
    }

    /** Renders the sheet. One at a time, so that memory does not grow with the number of callers. */
    public static synchronized byte[] print(JoinSheet sheet) {
        return PdfRenderer.print("joinsheet.jte", sheet, sheet.title());
    }
}
