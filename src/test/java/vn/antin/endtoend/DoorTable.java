package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static vn.antin.endtoend.Attempt.broken;
import static vn.antin.endtoend.Attempt.edxml;
import static vn.antin.endtoend.Attempt.letter;
import static vn.antin.endtoend.Row.row;
import static vn.antin.endtoend.SubmissionDoor.ALL;
import static vn.antin.endtoend.SubmissionDoor.AXIS;
import static vn.antin.endtoend.SubmissionDoor.FOLDER;
import static vn.antin.endtoend.SubmissionDoor.FOLDERS;
import static vn.antin.endtoend.SubmissionDoor.FOLDER_EDXML;
import static vn.antin.endtoend.SubmissionDoor.JSON;
import static vn.antin.endtoend.SubmissionDoor.LETTERS;
import static vn.antin.endtoend.SubmissionDoor.PACKAGES;
import static vn.antin.endtoend.SubmissionDoor.REST;
import static vn.antin.endtoend.SubmissionDoor.REST_EDXML;
import static vn.antin.endtoend.SubmissionDoor.SOAPS;
import static vn.antin.endtoend.SubmissionDoor.SOAP_11;
import static vn.antin.endtoend.SubmissionDoor.SOAP_12;
import static vn.antin.endtoend.SubmissionDoor.SOAP_EDXML;
import static vn.antin.endtoend.SubmissionDoor.UPLOADS;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import vn.antin.endtoend.Attempt.Body;
import vn.antin.endtoend.Attempt.File;
import vn.antin.endtoend.Attempt.Letter;
import vn.antin.endtoend.Attempt.PackageAttempt;
import vn.antin.endtoend.Attempt.Said;
import vn.antin.endtoend.Attempt.Wire;

/**
 * Every fault that is tried at every door, and the expected answers; {@code src/docs/doors.md} is generated from it.
 */
final class DoorTable {

    /** An agency of the directory that has not joined; below, one that is closed, and one in no directory. */
    static final String AWAY = "H06.35.09";

    static final String CLOSED = "H06.35.10";
    static final String STRANGER = "H06.99";

    /** The limits of the tested node. */
    static final String LIMITS = "limits: { parts: 8, recipients: 8, packageBytes: 1048576, documentBytes: 3145728 }\n";

    private static final int PARTS = 8;
    private static final int PACKAGE = 1 << 20;
    private static final int DOCUMENT = 3 << 20;

    private static final String FORM = "multipart/form-data; boundary=" + PartsBody.BOUNDARY;
    private static final String OTHER = "00000000-0000-7000-8000-000000000000";

    private static final String NOT_XML = "the metadata is JSON";
    private static final String NOT_JSON = "no JSON comes in here";
    private static final String NOT_HTTP = "a folder has no HTTP";
    private static final String NOT_SOAP = "no SOAP comes in here";
    private static final String OWN_NUMBER = "the node gives one";
    private static final String IN_THE_PACKAGE = "what the package says is said inside it";
    private static final String BY_FILES = "files are taken by their names in the file system";
    private static final String SAME_CALL = "the same call as in the column REST, files";
    private static final String BY_PACKAGE = "reports and recalls are packages here, see the column folder, edXML";
    private static final String NOT_OPENED =
            "taken: a file is opened at the recipient's node first, which refuses it (ANTIN-4001); the sender has its receipt";
    private static final String OUT_OF_ORDER =
            "taken: a package that comes out of order is carried and means nothing here";
    private static final String CARRIED =
            "taken: the name is carried as written, whoever gives it out makes it harmless";

    private DoorTable() {}

    static final List<Row> ROWS = List.of(
            // Malformed input
            row("Not XML")
                    .refused(PACKAGES, "1001", () -> bare("không phải XML </edXML>"))
                    .refused(Set.of(SOAP_11, SOAP_12), "1001", () -> Body.soap("không phải XML"))
                    .never(JSON, NOT_XML),
            row("XML that ends in the middle")
                    .refused(Set.of(REST_EDXML, SOAP_EDXML, AXIS), "1001", () -> bare("<edXML><a>"))
                    .refused(
                            Set.of(SOAP_11, SOAP_12),
                            "1001",
                            () -> Body.soap(soap(submit("<to>")).substring(0, 120)))
                    .never(JSON, NOT_XML)
                    .never(Set.of(FOLDER_EDXML), "it may still be written: it waits a minute, then as Not XML"),
            row("A document type, an external entity")
                    .refused(PACKAGES, "1002", () -> broken("external-entity.edxml"))
                    .refused(
                            Set.of(SOAP_11, SOAP_12),
                            "1002",
                            () -> Body.soap(typed("<!ENTITY x SYSTEM \"file:///etc/passwd\">")))
                    .never(JSON, NOT_XML),
            row("An entity bomb")
                    .refused(PACKAGES, "1002", () -> broken("entity-bomb.edxml"))
                    .refused(
                            Set.of(SOAP_11, SOAP_12),
                            "1002",
                            () -> Body.soap(typed("<!ENTITY a \"aaaaaaaa\"><!ENTITY x \"&a;&a;&a;\">")))
                    .never(JSON, NOT_XML),
            row("XML nested without end")
                    .refused(PACKAGES, "1003", () -> broken("deep-nesting.edxml"))
                    .refused(
                            Set.of(SOAP_11, SOAP_12),
                            "1003",
                            () -> Body.soap(SoapHands.envelope("<a>".repeat(2000) + "</a>".repeat(2000), submit(""))))
                    .never(JSON, NOT_XML),
            row("XML of countless elements, a SOAP array bomb")
                    .refused(
                            PACKAGES,
                            "1004",
                            () -> edxml().replace("<edXML:ToPlaces>", "<edXML:ToPlaces>" + "<a/>".repeat(120_000)))
                    .refused(
                            Set.of(SOAP_11, SOAP_12),
                            "1004",
                            () -> Body.soap(soap(submit(
                                    "<letter xmlns:s=\"http://schemas.xmlsoap.org/soap/encoding/\" s:arrayType=\"x[999999999]\">"
                                            + "<to/>".repeat(25_000) + "</letter>"))))
                    .never(JSON, NOT_XML),
            row("Another namespace")
                    .refused(PACKAGES, "1101", () -> broken("other-namespace.edxml"))
                    .refused(
                            Set.of(SOAP_11, SOAP_12),
                            "1205",
                            () -> Body.soap(soap("<SubmitDocument xmlns=\"urn:other\"/>")))
                    .never(JSON, NOT_XML),
            row("Another root element")
                    .refused(Set.of(REST_EDXML, SOAP_EDXML, AXIS), "1101", () -> broken("other-root.edxml"))
                    .refused(Set.of(FOLDER_EDXML), "1101", () -> bare("<x:edXML xmlns:x='urn:other'>a</x:edXML>"))
                    .refused(Set.of(SOAP_11, SOAP_12), "1205", () -> Body.soap("<a/>"))
                    .never(JSON, NOT_XML),
            row("An element of the message that nobody knows")
                    .refused(
                            Set.of(SOAP_11, SOAP_12),
                            "1211",
                            () -> Body.soap(soap(submit("<letter><cc>H06.13</cc></letter>"))))
                    .never(JSON, NOT_XML)
                    .taken(
                            PACKAGES,
                            "taken: packages are read leniently and arrive byte for byte",
                            () -> edxml().replace(
                                            "<edXML:ResponseFor/>", "<edXML:Moi>x</edXML:Moi><edXML:ResponseFor/>")),
            row("Not JSON")
                    .refused(JSON, "1214", () -> letter().json("{\"to\" }"))
                    .refused(Set.of(AXIS), "1214", () -> letter().json("không phải JSON"))
                    .never(json(), NOT_JSON),
            row("JSON nested without end")
                    .refused(
                            JSON,
                            "1214",
                            () -> letter().json("{\"to\":" + "[".repeat(50_000) + "]".repeat(50_000) + "}"))
                    .refused(
                            Set.of(AXIS),
                            "1214",
                            () -> letter().json("{\"a\":" + "[".repeat(900) + "]".repeat(900) + "}"))
                    .never(json(), NOT_JSON),
            row("A JSON member twice")
                    .refused(JSON, "1214", () -> letter().json("{\"to\":[\"H06.35.08\"],\"to\":[],\"subject\":\"x\"}"))
                    .refused(Set.of(AXIS), "1214", () -> letter().json("{\"from\":\"H06.02\",\"from\":\"H06.99\"}"))
                    .never(json(), NOT_JSON),
            row("A JSON member that nobody knows")
                    .refused(JSON, "1211", () -> letter().json("{\"to\":[\"H06.35.08\"],\"subject\":\"x\",\"cc\":[]}"))
                    .taken(
                            Set.of(AXIS),
                            "taken: which members an axis knows is not known",
                            () -> letter().json("{\"from\":\"H06.02\",\"la\":1}"))
                    .never(json(), NOT_JSON),
            row("Multipart without an end")
                    .refused(
                            Set.of(REST, AXIS),
                            "1215",
                            () -> Body.of(
                                    FORM,
                                    "--" + PartsBody.BOUNDARY
                                            + "\r\nContent-Disposition: form-data; name=\"content\"\r\n\r\n{}"))
                    .refused(
                            Set.of(SOAP_11, SOAP_12, SOAP_EDXML),
                            "1215",
                            () -> Body.of(
                                    "multipart/related; boundary=" + PartsBody.BOUNDARY,
                                    "--" + PartsBody.BOUNDARY + "\r\n\r\n<a/>"))
                    .never(Set.of(UPLOADS, REST_EDXML), "one part, not many")
                    .never(FOLDERS, NOT_HTTP),
            row("A media type that nobody takes")
                    .refused(
                            Set.of(REST, UPLOADS, SOAP_11, SOAP_12, SOAP_EDXML, AXIS),
                            "1218",
                            () -> Body.of("application/pdf", "%PDF"))
                    .refused(Set.of(REST_EDXML), "1218", () -> edxml().on(Wire.PLAIN.as("application/pdf")))
                    .never(FOLDERS, NOT_HTTP),
            row("A character set that nobody knows")
                    .refused(Set.of(UPLOADS), "1218", () -> Body.of("application/json; charset=khong-co", "{}"))
                    .refused(Set.of(REST, AXIS), "1218", () -> Body.of(FORM + "; charset=khong-co", "--"))
                    .refused(
                            Set.of(REST_EDXML),
                            "1218",
                            () -> edxml().on(Wire.PLAIN.as("application/xml; charset=khong-co")))
                    .refused(SOAPS, "1218", () -> Body.of("text/xml; charset=khong-co", soap("")))
                    .never(FOLDERS, NOT_HTTP),
            row("Another character set than UTF-8")
                    .refused(Set.of(UPLOADS), "1218", () -> Body.of("application/json; charset=iso-8859-1", "{}"))
                    .refused(Set.of(REST, AXIS), "1218", () -> Body.of(FORM + "; charset=iso-8859-1", "--"))
                    .refused(
                            Set.of(REST_EDXML),
                            "1218",
                            () -> edxml().on(Wire.PLAIN.as("application/xml; charset=iso-8859-1")))
                    .refused(SOAPS, "1218", () -> Body.of("text/xml; charset=iso-8859-1", soap("")))
                    .never(FOLDERS, "a package names its own: UTF-8 or UTF-16"),
            row("A body that is compressed")
                    .refused(
                            Set.of(REST, UPLOADS),
                            "1218",
                            () -> letter().on(Wire.PLAIN.with("Content-Encoding", "gzip")))
                    .refused(
                            Set.of(SOAP_11, SOAP_12),
                            "1218",
                            () -> letter().on(Wire.PLAIN.with("Content-Encoding", "gzip")))
                    .refused(
                            Set.of(REST_EDXML, SOAP_EDXML, AXIS),
                            "1218",
                            () -> edxml().on(Wire.PLAIN.with("Content-Encoding", "gzip")))
                    .never(FOLDERS, NOT_HTTP),
            row("Base64 that is none")
                    .refused(PACKAGES, "1104", () -> broken("base64-bad-letter.edxml"))
                    .refused(
                            Set.of(SOAP_11),
                            "1213",
                            () -> Body.soap(
                                    soap(
                                            submit(
                                                    "<letter><to>H06.35.08</to><subject>x</subject><file><name>a</name><content>YW!j</content></file></letter>"))))
                    .never(Set.of(REST, UPLOADS, SOAP_12, FOLDER), "files come as they are, not as text"),
            row("Base64 that is cut short")
                    .refused(PACKAGES, "1104", () -> broken("base64-cut-short.edxml"))
                    .refused(
                            Set.of(SOAP_11),
                            "1213",
                            () -> Body.soap(
                                    soap(
                                            submit(
                                                    "<letter><to>H06.35.08</to><subject>x</subject><file><name>a</name><content>YWJ</content></file></letter>"))))
                    .never(Set.of(REST, UPLOADS, SOAP_12, FOLDER), "files come as they are, not as text"),

            // Missing or wrong fields
            row("No recipient")
                    .refused(LETTERS, "1212", () -> letter().without("to"))
                    .refused(PACKAGES, "1102", () -> broken("no-recipient.edxml")),
            row("No subject")
                    .refused(LETTERS, "1212", () -> letter().without("subject"))
                    .refused(PACKAGES, "1102", () -> broken("no-subject.edxml")),
            row("No file")
                    .refused(LETTERS, "1206", () -> letter().alone())
                    .refused(PACKAGES, "1102", () -> broken("no-attachment.edxml")),
            row("No sender")
                    .taken(LETTERS, "taken: it is the agency of the key or folder", DoorTable::plain)
                    .refused(PACKAGES, "1102", () -> broken("no-sender.edxml")),
            missing("No number", "no-number.edxml"),
            missing("No notation", "no-notation.edxml"),
            missing("No date", "no-date.edxml"),
            missing("No type of document", "no-type.edxml"),
            missing("No document id", "no-document-id.edxml"),
            row("A subject over its length")
                    .refused(LETTERS, "4004", () -> letter().with("subject", "x".repeat(501)))
                    .refused(PACKAGES, "4004", () -> broken("subject-too-long.edxml")),
            row("A date that is none")
                    .refused(LETTERS, "1213", () -> letter().with("promulgated", "2026-02-30"))
                    .refused(PACKAGES, "1103", () -> broken("date-not-real.edxml")),
            row("A date to come")
                    .refused(LETTERS, "1213", () -> letter().with("promulgated", "2999-01-05"))
                    .refused(PACKAGES, "1103", () -> edxml().replace(">2026/01/05<", ">2999/01/05<")),
            row("A state secret")
                    .refused(LETTERS, "2003", () -> letter().with("subject", "MẬT: kế hoạch"))
                    .refused(PACKAGES, "2003", () -> sample("secret-mark.edxml")),

            // Sender and recipient
            row("A recipient that nobody knows")
                    .refused(LETTERS, "2001", () -> letter().with("to", List.of(STRANGER)))
                    .refused(PACKAGES, "2001", () -> to(STRANGER)),
            row("A recipient that has not joined")
                    .refused(LETTERS, "2015", () -> letter().with("to", List.of(AWAY)))
                    .refused(PACKAGES, "2015", () -> to(AWAY)),
            row("A recipient that is closed")
                    .refused(LETTERS, "2013", () -> letter().with("to", List.of(CLOSED)))
                    .refused(PACKAGES, "2013", () -> to(CLOSED)),
            row("A code that is none")
                    .refused(LETTERS, "1201", () -> letter().with("to", List.of("H06..2")))
                    .refused(PACKAGES, "1201", () -> broken("recipient-code-form.edxml")),
            row("A recipient twice")
                    .refused(LETTERS, "1103", () -> letter().with("to", List.of(Attempt.RECIPIENT, Attempt.RECIPIENT)))
                    .refused(PACKAGES, "1103", () -> broken("recipient-twice.edxml")),
            row("The sender is another agency of the bus")
                    .refused(LETTERS, "2012", () -> letter().with("from", Attempt.RECIPIENT))
                    .refused(PACKAGES, "2012", () -> from(Attempt.RECIPIENT)),
            row("The sender is nobody")
                    .refused(LETTERS, "2012", () -> letter().with("from", STRANGER))
                    .refused(PACKAGES, "2012", () -> from(STRANGER)),
            row("An API key that nobody knows")
                    .refused(Set.of(REST, UPLOADS, SOAP_11, SOAP_12), "2011", () -> letter().on(key()))
                    .refused(Set.of(REST_EDXML, SOAP_EDXML), "2011", () -> edxml().on(key()))
                    .refused(
                            Set.of(AXIS),
                            "2052",
                            () -> edxml().on(Wire.PLAIN.with("XroadVnpt-sign-header", "0".repeat(64))))
                    .never(FOLDERS, "whoever may write there"),
            row("A key that is another agency's")
                    .refused(
                            Set.of(REST, UPLOADS, SOAP_11, SOAP_12),
                            "2012",
                            () -> letter().on(Wire.PLAIN.with("X-Antin-Agency", Attempt.RECIPIENT)))
                    .refused(
                            Set.of(REST_EDXML, SOAP_EDXML),
                            "2012",
                            () -> edxml().on(Wire.PLAIN.with("X-Antin-Agency", Attempt.RECIPIENT)))
                    .refused(
                            Set.of(AXIS),
                            "2052",
                            () -> edxml().on(Wire.PLAIN.with("X-Antin-Agency", Attempt.RECIPIENT)))
                    .never(FOLDERS, "a folder is one agency's"),

            // Repeats
            row("The same document again")
                    .same(
                            Set.of(REST, UPLOADS, SOAP_11, SOAP_12),
                            "taken: the first answer again",
                            () -> twice(letter().on(idempotent())))
                    .same(PACKAGES, "taken: the first answer again", () -> twice(edxml()))
                    .never(
                            Set.of(FOLDER),
                            "another name is another document, the same name the same (FolderSendingTest)"),
            row("The same key for another document")
                    .after(Set.of(REST, UPLOADS, SOAP_11, SOAP_12), "3001", () -> {
                        Wire wire = idempotent();
                        return List.of(letter().on(wire), letter().on(wire));
                    })
                    .after(Set.of(REST_EDXML), "3001", () -> {
                        Wire wire = idempotent();
                        return List.of(edxml().on(wire), edxml().on(wire));
                    })
                    .never(Set.of(SOAP_EDXML), "the same call as in the column SOAP 1.1")
                    .never(Set.of(FOLDER, FOLDER_EDXML, AXIS), "no key is given here"),
            row("A known document id with another content")
                    .after(LETTERS, "3002", () -> {
                        String id = "H06.02,2026/01/05," + Attempt.NUMBER.incrementAndGet() + "/SNV";
                        return List.of(letter().with("documentId", id), letter().with("documentId", id));
                    })
                    .after(PACKAGES, "3002", () -> {
                        PackageAttempt first = edxml();
                        return List.of(first, first.replace("</edXML:Subject>", " (khác)</edXML:Subject>"));
                    }),
            row("A number that was given before")
                    .taken(
                            LETTERS,
                            "taken: both sides are told ANTIN-3017",
                            () -> letter().with("number", "7")
                                    .with("notation", "SNV")
                                    .with("promulgated", "2026-01-05"))
                    .taken(
                            PACKAGES,
                            "taken: both sides are told ANTIN-3017",
                            () -> edxml().replace(
                                            "2026/01/05," + Attempt.NUMBER.get(),
                                            "2026/01/05,0" + Attempt.NUMBER.get())),

            // Reports and recalls
            said(
                    "A refusal (02) without a reason",
                    "3009",
                    "1102",
                    () -> status("{arrived}", "02", ""),
                    () -> report("02").replace("Sai nơi nhận", "")),
            said(
                    "A recall (13) without a reason",
                    "3009",
                    "1102",
                    () -> status("{own}", "13", ""),
                    () -> report("13").replace("Sai nơi nhận", "")),
            said(
                    "A recall refused (16) without a reason",
                    "3009",
                    "1102",
                    () -> status("{arrived}", "16", ""),
                    () -> report("16").replace("Sai nơi nhận", "")),
            row("A code of no status")
                    .refused(Set.of(REST, SOAP_11, SOAP_12), "1213", () -> status("{arrived}", "99", "x"))
                    .taken(PACKAGES, OUT_OF_ORDER, () -> report("99"))
                    .never(Set.of(UPLOADS), SAME_CALL)
                    .never(Set.of(FOLDER), BY_PACKAGE),
            said(
                    "A recall, by the call for it, without a reason",
                    "3009",
                    "1102",
                    () -> recall("{own}", ""),
                    () -> broken("recall-without-reason.edxml")),
            aboutNothing("A report on a document that is not here", () -> status(OTHER, "03", ""), () -> report("03")),
            aboutNothing("A recall of a document that is not here", () -> recall(OTHER, "nhầm"), () -> report("13")),
            row("A recall of somebody else's document")
                    .refused(Set.of(REST, SOAP_11, SOAP_12), "3018", () -> recall("{arrived}", "nhầm"))
                    .never(Set.of(UPLOADS), SAME_CALL)
                    .never(Set.of(FOLDER), BY_PACKAGE)
                    .never(PACKAGES, "a recall names documents of its sender only"),
            row("Confirming what was not offered")
                    .refused(
                            Set.of(REST, SOAP_11, SOAP_12),
                            "3004",
                            () -> new Said("confirm", "{arrived}", Map.of("lease", OTHER)))
                    .refused(Set.of(AXIS), "3004", () -> new Said("confirm", OTHER, Map.of()))
                    .never(Set.of(UPLOADS, REST_EDXML, SOAP_EDXML), SAME_CALL)
                    .never(FOLDERS, "what lies in the folder is handed over"),

            // Files
            row("A file that is announced and missing")
                    .refused(PACKAGES, "1104", () -> broken("reference-without-attachment.edxml"))
                    .refused(
                            Set.of(UPLOADS),
                            "3021",
                            () -> letter().alone().with("files", List.of(Map.of("upload", OTHER))))
                    .refused(Set.of(SOAP_11, SOAP_12), "1213", () -> included("cid:khong-co"))
                    .never(Set.of(REST, FOLDER), "nothing is announced"),
            row("A file that is announced nowhere")
                    .refused(PACKAGES, "1104", () -> broken("attachment-without-reference.edxml"))
                    .refused(Set.of(REST), "1211", () -> form("name=\"khac\"; filename=\"a.txt\""))
                    .refused(Set.of(SOAP_12), "1060", DoorTable::forgotten)
                    .never(Set.of(SOAP_11), "files come inside the message")
                    .never(Set.of(UPLOADS), "an upload that no letter names goes after a day")
                    .never(Set.of(FOLDER), "every file there is meant"),
            row("A file included from elsewhere: http:")
                    .refused(Set.of(SOAP_11, SOAP_12), "1213", () -> included("http://127.0.0.1:9/a"))
                    .never(Set.of(SOAP_EDXML), "the same message as in the column SOAP 1.1")
                    .never(SubmissionDoor.but(SOAPS), NOT_SOAP),
            row("A file included from elsewhere: file:")
                    .refused(Set.of(SOAP_11, SOAP_12), "1213", () -> included("file:///etc/passwd"))
                    .never(Set.of(SOAP_EDXML), "the same message as in the column SOAP 1.1")
                    .never(SubmissionDoor.but(SOAPS), NOT_SOAP),
            row("An answer wanted elsewhere (ReplyTo)")
                    .taken(
                            Set.of(SOAP_11, SOAP_12),
                            "taken: the answer goes to the caller, nobody else is called",
                            DoorTable::elsewhere)
                    .never(Set.of(SOAP_EDXML), "the same message as in the column SOAP 1.1")
                    .never(SubmissionDoor.but(SOAPS), NOT_SOAP),
            row("Another content than its digest says")
                    .refused(
                            Set.of(UPLOADS),
                            "3024",
                            () -> letter().files(new File("a.txt", new byte[] {1}, "0".repeat(64))))
                    .refused(Set.of(AXIS), "6201", () -> edxml().on(Wire.PLAIN.with("hash-file", "0".repeat(64))))
                    .never(SubmissionDoor.but(Set.of(UPLOADS, AXIS)), "no digest is given here"),
            row("A file without a name")
                    .refused(Set.of(REST, SOAP_11, SOAP_12), "1220", () -> letter().named(""))
                    .refused(PACKAGES, "1102", () -> broken("attachment-name-missing.edxml"))
                    .taken(
                            Set.of(UPLOADS),
                            "taken: the name is optional, the file is called “tep”",
                            () -> letter().named(""))
                    .never(Set.of(FOLDER), BY_FILES),
            name("A name out of its folder: ../", "../../etc/passwd", Set.of(FOLDER)),
            name("A name from the root: /", "/etc/passwd", Set.of(FOLDER)),
            row("A name with a backslash")
                    .refused(LETTERS, "1220", () -> letter().named("C:\\Windows\\a.txt"))
                    .refused(PACKAGES, "1220", () -> edxml().replace("12-SNV-VP.pdf", "C:\\Windows\\a.txt")),
            row("A name with a NUL")
                    .refused(Set.of(REST), "1215", () -> letter().named("a\0.txt"))
                    .refused(Set.of(UPLOADS), "1220", () -> letter().named("a\0.txt"))
                    .refused(Set.of(SOAP_11, SOAP_12), "1001", () -> letter().named("a\0.txt"))
                    .refused(PACKAGES, "1001", () -> edxml().replace("12-SNV-VP.pdf", "&#0;"))
                    .never(Set.of(FOLDER), BY_FILES),
            name("A name whose letters run backwards (U+202E)", "a\u202Efdp.exe", Set.of()),
            row("A name of 201 letters")
                    .refused(LETTERS, "1220", () -> letter().named("a".repeat(201)))
                    .refused(PACKAGES, "4004", () -> edxml().replace("12-SNV-VP.pdf", "a".repeat(201))),
            row("A name that Windows keeps to itself (CON)")
                    .refused(LETTERS, "1220", () -> letter().named("CON"))
                    .refused(PACKAGES, "1220", () -> edxml().replace("12-SNV-VP.pdf", "CON")),

            // Limits
            row("Too many files")
                    .refused(LETTERS, "4002", () -> letter().files(files(PARTS + 1)))
                    .refused(PACKAGES, "4002", () -> attachments(PARTS + 1)),
            row("Too many recipients")
                    .refused(LETTERS, "4003", () -> letter().with("to", codes(9)))
                    .refused(PACKAGES, "4003", () -> edxml().replace("<edXML:To>", recipients(9) + "<edXML:To>")),
            row("Too large a document")
                    .refused(
                            Set.of(REST, UPLOADS, SOAP_11, SOAP_12, FOLDER),
                            "4001",
                            () -> letter().files(new File("a.bin", new byte[DOCUMENT + 1], null)))
                    .refused(PACKAGES, "4001", () -> edxml().replace("JVBER", "JVBER" + "AAAA".repeat(PACKAGE / 4))),
            row("Too large metadata")
                    .refused(JSON, "4001", () -> letter().with("subject", "x".repeat(300_000)))
                    .refused(Set.of(SOAP_11, SOAP_12), "4001", () -> letter().with("subject", "x".repeat(PACKAGE + 1)))
                    .never(PACKAGES, IN_THE_PACKAGE),
            row("A ZIP bomb")
                    .refused(
                            PACKAGES,
                            "4001",
                            () -> edxml().replace(
                                            "JVBERi0xLjcgY8O0bmcgdsSDbiBt4bqrdSwga2jDtG5nIHBo4bqjaSB2xINuIGLhuqNuIHRo4bqtdAolUERGLTEuNyBjw7RuZyB2xINuIG3huqt1LCBraMO0bmcgcGjhuqNpIHbEg24gYuG6o24gdGjhuq10CiVQREYtMS43IGPDtG5nIHbEg24gbeG6q3UsIGtow7RuZyBwaOG6o2kgdsSDbiBi4bqjbiB0aOG6rXQK",
                                            Base64.getEncoder().encodeToString(bomb())))
                    .taken(LETTERS, NOT_OPENED, () -> letter().files(new File("a.pdf", bomb(), null))),
            row("Headers over their limit")
                    .refused(
                            Set.of(REST, UPLOADS, SOAP_11, SOAP_12),
                            "4007",
                            () -> letter().on(Wire.PLAIN.with("X-Dai", "x".repeat(20_000))))
                    .refused(
                            Set.of(REST_EDXML, SOAP_EDXML, AXIS),
                            "4007",
                            () -> edxml().on(Wire.PLAIN.with("X-Dai", "x".repeat(20_000))))
                    .never(FOLDERS, NOT_HTTP),
            row("Headers of a part over their limit")
                    .refused(
                            Set.of(REST),
                            "1215",
                            () -> form("name=\"file\"; filename=\"a.txt\"\r\nX-Dai: " + "x".repeat(20_000)))
                    .refused(Set.of(AXIS), "1215", () -> form("name=\"content\"\r\nX-Dai: " + "x".repeat(20_000)))
                    .refused(
                            Set.of(SOAP_11, SOAP_12, SOAP_EDXML),
                            "1215",
                            () -> Body.of(
                                    "multipart/related; boundary=" + PartsBody.BOUNDARY,
                                    new String(
                                            new PartsBody()
                                                    .part("X-Dai: " + "x".repeat(20_000) + "\r\n", new byte[1])
                                                    .end(),
                                            UTF_8)))
                    .never(Set.of(UPLOADS, REST_EDXML), "one part, not many")
                    .never(FOLDERS, NOT_HTTP),
            row("A key over its length")
                    .refused(
                            Set.of(REST, UPLOADS, SOAP_11, SOAP_12),
                            "4004",
                            () -> letter().on(Wire.PLAIN.with("Idempotency-Key", "k".repeat(201))))
                    .refused(
                            Set.of(REST_EDXML),
                            "4004",
                            () -> edxml().on(Wire.PLAIN.with("Idempotency-Key", "k".repeat(201))))
                    .never(Set.of(SOAP_EDXML), "the same call as in the column SOAP 1.1")
                    .never(Set.of(FOLDER, FOLDER_EDXML, AXIS), "no key is given here"));

    private static Row missing(String title, String sample) {
        return row(title)
                .taken(LETTERS, "taken: " + OWN_NUMBER, DoorTable::plain)
                .refused(PACKAGES, "1102", () -> broken(sample));
    }

    /** Said by a call where the door has one, else by a package. */
    private static Row said(
            String title, String call, String inPackage, Supplier<Attempt> said, Supplier<Attempt> edxml) {
        return row(title)
                .refused(Set.of(REST, SOAP_11, SOAP_12), call, said)
                .refused(PACKAGES, inPackage, edxml)
                .never(Set.of(UPLOADS), SAME_CALL)
                .never(Set.of(FOLDER), BY_PACKAGE);
    }

    private static Row aboutNothing(String title, Supplier<Attempt> said, Supplier<Attempt> edxml) {
        return row(title)
                .refused(Set.of(REST, SOAP_11, SOAP_12), "3003", said)
                .taken(PACKAGES, OUT_OF_ORDER, edxml)
                .never(Set.of(UPLOADS), SAME_CALL)
                .never(Set.of(FOLDER), BY_PACKAGE);
    }

    /** A name that a letter may not have; packages of other software stay unchanged. */
    private static Row name(String title, String name, Set<SubmissionDoor> impossible) {
        Set<SubmissionDoor> letters = EnumSet.copyOf(LETTERS);
        letters.removeAll(impossible);
        return row(title)
                .refused(letters, "1220", () -> letter().named(name))
                .taken(PACKAGES, CARRIED, () -> edxml().replace("12-SNV-VP.pdf", name))
                .never(impossible, BY_FILES);
    }

    private static Set<SubmissionDoor> json() {
        Set<SubmissionDoor> others = SubmissionDoor.but(JSON);
        others.remove(AXIS);
        return others;
    }

    private static Letter plain() {
        return letter();
    }

    private static PackageAttempt bare(String text) {
        return new PackageAttempt(text.getBytes(UTF_8), Wire.PLAIN);
    }

    private static PackageAttempt sample(String name) {
        return new PackageAttempt(Packages.own(name), Wire.PLAIN);
    }

    private static PackageAttempt to(String agency) {
        return edxml().replace(">" + Attempt.RECIPIENT + "<", ">" + agency + "<");
    }

    private static PackageAttempt from(String agency) {
        return edxml().replace(">" + Attempt.SENDER + "<", ">" + agency + "<");
    }

    /** A report of the sender on a letter of the recipient that does not exist here. */
    private static PackageAttempt report(String code) {
        return new PackageAttempt(Packages.own("status-02.edxml"), Wire.PLAIN)
                .replace(">H06.35.08<", ">away<")
                .replace(">H06.02<", ">" + Attempt.RECIPIENT + "<")
                .replace(">away<", ">" + Attempt.SENDER + "<")
                .replace(">02<", ">" + code + "<")
                .replace("12/SNV-VP", Attempt.NUMBER.incrementAndGet() + "/SNV-VP");
    }

    private static Said status(String about, String code, String reason) {
        return new Said(
                "status", about, reason.isEmpty() ? Map.of("code", code) : Map.of("code", code, "reason", reason));
    }

    private static Said recall(String about, String reason) {
        return new Said("recall", about, reason.isEmpty() ? Map.of() : Map.of("reason", reason));
    }

    private static Wire key() {
        return Wire.PLAIN.with("Authorization", "Bearer antin_khong-co-khoa-nao-nhu-the");
    }

    private static Wire idempotent() {
        return Wire.PLAIN.with("Idempotency-Key", "khoa-" + Attempt.NUMBER.incrementAndGet());
    }

    private static List<Attempt> twice(Attempt attempt) {
        return List.of(attempt, attempt);
    }

    private static String soap(String message) {
        return SoapHands.envelope("", message);
    }

    private static String submit(String fields) {
        return SoapHands.message("SubmitDocument", fields);
    }

    private static String typed(String entities) {
        return "<!DOCTYPE e [" + entities + "]>" + soap(submit("<letter><to>&x;</to></letter>"));
    }

    /** A message alone, with the file it includes elsewhere. */
    private static Body included(String href) {
        return Body.soap(soap(submit("<letter><to>H06.35.08</to><subject>x</subject><file><name>a</name><content>"
                + SoapHands.included("x").replace("cid:x", href) + "</content></file></letter>")));
    }

    private static Body elsewhere() {
        String address = "<w:Address xmlns:w=\"http://www.w3.org/2005/08/addressing\">http://127.0.0.1:9/</w:Address>";
        String blocks = List.of("ReplyTo", "FaultTo").stream()
                .map(name -> "<w:" + name + " xmlns:w=\"http://www.w3.org/2005/08/addressing\">" + address + "</w:"
                        + name + ">")
                .reduce("", String::concat);
        return Body.soap(SoapHands.envelope(
                blocks,
                submit("<letter><to>H06.35.08</to><subject>V/v thử "
                        + Attempt.NUMBER.incrementAndGet()
                        + "</subject><file><name>a</name><content>YWJj</content></file></letter>")));
    }

    /** A message with an attachment that it does not include. */
    private static Body forgotten() {
        byte[] body = new PartsBody()
                .part(
                        "Content-Type: application/xop+xml; type=\"application/soap+xml\"\r\nContent-ID: <root>\r\n",
                        soap(submit("<letter><to>H06.35.08</to><subject>x</subject><file><name>a</name><content>YWJj"
                                        + "</content></file></letter>"))
                                .getBytes(UTF_8))
                .part("Content-ID: <quen>\r\n", new byte[] {1})
                .end();
        return new Body(
                body,
                Wire.PLAIN.as("multipart/related; type=\"application/xop+xml\"; start=\"<root>\"; boundary="
                        + PartsBody.BOUNDARY));
    }

    /** A form with a further part, its headers raw from the name on. */
    private static Body form(String headers) {
        byte[] body = new PartsBody()
                .part(
                        "Content-Disposition: form-data; name=\"metadata\"\r\n",
                        "{\"to\":[\"H06.35.08\"],\"subject\":\"x\"}".getBytes(UTF_8))
                .part("Content-Disposition: form-data; " + headers + "\r\n", new byte[] {1})
                .end();
        return new Body(body, Wire.PLAIN.as(FORM));
    }

    private static File[] files(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> File.of("tệp " + i + ".txt"))
                .toArray(File[]::new);
    }

    private static List<String> codes(int count) {
        return IntStream.range(0, count).mapToObj(i -> "H06.40." + (10 + i)).toList();
    }

    private static String recipients(int count) {
        return codes(count).stream()
                .map(code -> "<edXML:To><edXML:OrganId>" + code + "</edXML:OrganId></edXML:To>")
                .reduce("", String::concat);
    }

    private static PackageAttempt attachments(int count) {
        String announced = "<edXML:Reference>\n          <edXML:ContentId>cid:tep-1<";
        PackageAttempt more = edxml();
        for (int i = 2; i <= count; i++) {
            String id = "cid:tep-" + i + "<";
            more = more.replace(
                            announced,
                            "<edXML:Reference><edXML:ContentId>" + id + "/edXML:ContentId><edXML:AttachmentName>" + i
                                    + ".pdf</edXML:AttachmentName></edXML:Reference>" + announced)
                    .replace(
                            "<AttachmentEncoded>",
                            "<AttachmentEncoded><Attachment><ContentId>" + id
                                    + "/ContentId><edXML:ContentTransferEncoded"
                                    + " xmlns:edXML=\"http://www.mic.gov.vn/TBT/QCVN_102_2016\">YWJj"
                                    + "</edXML:ContentTransferEncoded></Attachment>");
        }
        return more;
    }

    /** Twenty megabytes of zeros in a few kilobytes, named as one widespread kit does. */
    private static byte[] bomb() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("a.pdf"));
            byte[] nothing = new byte[1 << 20];
            for (int i = 0; i < 20; i++) {
                zip.write(nothing);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a ZIP in memory", e);
        }
        return bytes.toByteArray();
    }

    /**
     * The table as Markdown: a row for each fault, a column for each door, and below it why a door cannot have a fault.
     */
    static String markdown(String before) {
        StringBuilder text = new StringBuilder(before).append("\n| fault |");
        ALL.stream()
                .sorted()
                .forEach(door -> text.append(' ').append(door.title()).append(" |"));
        text.append("\n|")
                .append("---|".repeat(SubmissionDoor.values().length + 1))
                .append('\n');
        List<String> notes = new ArrayList<>();
        for (Row each : ROWS) {
            text.append("| ").append(each.title()).append(" |");
            for (SubmissionDoor door : SubmissionDoor.values()) {
                text.append(' ').append(cell(each.at(door), notes)).append(" |");
            }
            text.append('\n');
        }
        text.append('\n');
        for (int i = 0; i < notes.size(); i++) {
            text.append(i + 1).append(". ").append(notes.get(i)).append('\n');
        }
        return text.toString();
    }

    private static String cell(Row.Cell cell, List<String> notes) {
        if (cell.kind() == Row.Kind.REFUSED) {
            return cell.text().substring("ANTIN-".length());
        }
        if (!notes.contains(cell.text())) {
            notes.add(cell.text());
        }
        return (cell.kind() == Row.Kind.NEVER ? "–" : "✓") + " " + (notes.indexOf(cell.text()) + 1);
    }
}
