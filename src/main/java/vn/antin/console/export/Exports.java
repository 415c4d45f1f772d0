package vn.antin.console.export;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.security.cert.X509Certificate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import vn.antin.console.web.PageModel;
import vn.antin.console.web.RequestContext;
import vn.antin.envelope.VietnamTime;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** Exports tables as files; each file says what it shows, who made it, when, and from where. */
public final class Exports {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyyMMdd-HHmm");

    /** The file formats and the greatest number of rows of each. */
    public enum Form {
        CSV(CsvSheet.TYPE, 100_000),
        XLSX(XlsxSheet.TYPE, 100_000),
        /** The pages are made in memory, and nobody reads a longer print. */
        PDF(PdfSheet.TYPE, 1_000);

        private final String type;
        private final int rows;

        Form(String type, int rows) {
            this.type = type;
            this.rows = rows;
        }

        public static Form of(String name) {
            for (Form form : values()) {
                if (form.name().toLowerCase(Locale.ROOT).equals(name)) {
                    return form;
                }
            }
            throw new Refused(Fault.ADDRESS_UNKNOWN, name);
        }

        public int rows() {
            return rows;
        }
    }

    private Exports() {}

    /**
     * Begins the file; a later failure can only break the connection.
     *
     * @param what the filters, in words
     */
    public static Sheet open(
            RequestContext context, Form form, String name, String title, String what, List<String> columns)
            throws IOException {
        PageModel v = context.view();
        HttpServletResponse response = context.response();
        String file = name + "-" + DAY.format(v.now().atZone(VietnamTime.ZONE)) + "."
                + form.name().toLowerCase(Locale.ROOT);
        response.setContentType(form.type);
        response.setHeader("Content-Disposition", "attachment; filename=\"" + file + "\"");
        Sheet.Head head = new Sheet.Head(v.language(), title, about(context, form, what), columns);
        OutputStream out = response.getOutputStream();
        return switch (form) {
            case CSV -> new CsvSheet(out, head);
            case XLSX -> new XlsxSheet(out, head);
            case PDF -> new PdfSheet(out, head, context.seal());
        };
    }

    private static List<String> about(RequestContext context, Form form, String what) {
        PageModel v = context.view();
        List<String> about = new ArrayList<>(List.of(
                v.say("export.what", what),
                v.say("export.by", context.who().name(), v.moment(v.now()), v.house()),
                v.say("export.most", v.number(form.rows))));
        if (form == Form.PDF) {
            X509Certificate by = context.seal().certificate();
            about.add(v.say(
                    "export.sealed",
                    by.getSubjectX500Principal().getName(),
                    by.getSerialNumber().toString(16)));
        }
        return about;
    }
}
