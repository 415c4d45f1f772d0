import java.io.File;
import java.io.FileInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.AgenciesApi;
import org.openapitools.client.api.DocumentsApi;
import org.openapitools.client.api.EventsApi;
import org.openapitools.client.api.InboxApi;
import org.openapitools.client.api.NodeApi;
import org.openapitools.client.api.ReceiptsApi;
import org.openapitools.client.api.ReportsApi;
import org.openapitools.client.api.UploadsApi;
import org.openapitools.client.model.Accepted;
import org.openapitools.client.model.Acknowledgement;
import org.openapitools.client.model.CloudEvent;
import org.openapitools.client.model.InboxDocument;
import org.openapitools.client.model.InboxPart;
import org.openapitools.client.model.Metadata;
import org.openapitools.client.model.MetadataFile;
import org.openapitools.client.model.NewUpload;
import org.openapitools.client.model.Receipt;
import org.openapitools.client.model.RecallRequest;
import org.openapitools.client.model.StatusReport;
import org.openapitools.client.model.Upload;
import org.openapitools.client.model.Verdict;

/**
 * Luồng đầy đủ bằng thư viện sinh từ openapi.yaml (clients.sh java). The complete flow by a generated client.
 *
 * Biến môi trường / environment: ANTIN_URL ANTIN_KEY ANTIN_PEER_URL ANTIN_PEER_KEY ANTIN_TO ANTIN_CA
 */
public final class GeneratedFlow {

    private static final int PIECE = 1 << 20;

    private final ApiClient sender = client("ANTIN_URL", "ANTIN_KEY");
    private final ApiClient recipient = client("ANTIN_PEER_URL", "ANTIN_PEER_KEY");
    private final Map<UUID, InboxDocument> arrived = new HashMap<>();
    private final byte[] large = new byte[3 * PIECE];

    private GeneratedFlow() throws Exception {
        Arrays.fill(large, (byte) 'a');
    }

    public static void main(String[] args) throws Exception {
        try {
            new GeneratedFlow().run();
        } catch (ApiException e) {
            System.out.println(e.getCode() + " " + e.getResponseBody());
            throw e;
        }
        System.exit(0); // the client's threads would keep it for a minute
    }

    private static ApiClient client(String url, String key) throws Exception {
        ApiClient client = new ApiClient();
        client.setBasePath(System.getenv(url) + "/api/v1");
        client.setBearerToken(System.getenv(key));
        client.setReadTimeout(90_000);
        try (InputStream authority = new FileInputStream(System.getenv("ANTIN_CA"))) {
            client.setSslCaCert(authority);
        }
        return client;
    }

    private void run() throws Exception {
        say("uploadBytes", new NodeApi(sender).getLimits(null, null).getUploadBytes());
        String to = System.getenv("ANTIN_TO");
        say("agency", new AgenciesApi(sender).getAgency(to, null, null, null).getName());
        say("agencies", new AgenciesApi(sender).listAgencies(null, null, null, null, null).getAgencies().size());
        UUID small = small(to);
        UUID big = large(to);
        refused();
        take(small);
        take(big);
        String after = new DocumentsApi(sender).getEvents(small, null, null).getEvents().get(0).getNumber().toString();
        new ReportsApi(recipient).reportStatus(small, new StatusReport().code(StatusReport.CodeEnum._03).staff("Văn thư"), null, null, null);
        follow(small, after, "status-accepted");
        say("reports", new ReportsApi(sender).listReports(small, null, null).getReports().get(0).getCode());
        receipts(small);
        new ReportsApi(sender).recallDocument(big, new RecallRequest().reason("Ban hành nhầm"), null, null, null);
        follow(big, after, "status-recall-asked");
        recalled(big, after);
        say("sent", new DocumentsApi(sender).listDocuments("OUT", null, to, null, null, null, "2020-01-01", null, null, null, null, null, 10, true, null, null).getDocuments().size());
        say("done", small);
    }

    /**
     * Siêu dữ liệu và tệp trong một lời gọi; OkHttp chỉ gửi được tên tệp ASCII như vậy, tên có dấu thì gửi như large().
     * Metadata and a file in one call; OkHttp sends only ASCII names of files so, others go as in large().
     */
    private UUID small(String to) throws Exception {
        Path file = Files.createTempDirectory("antin").resolve("cong-van.txt");
        Files.write(file, "Kính gửi".getBytes(StandardCharsets.UTF_8));
        Metadata metadata = new Metadata().addToItem(to).subject("V/v thử thư viện sinh ra, Java");
        List<File> files = Arrays.asList(file.toFile());
        DocumentsApi documents = new DocumentsApi(sender);
        say("valid", documents.validateDocument(metadata, null, null, files).getValid());
        String key = UUID.randomUUID().toString();
        Accepted first = documents.submitDocument(metadata, key, null, null, files);
        Accepted again = documents.submitDocument(metadata, key, null, null, files);
        check(again.getReplayed() && again.getId().equals(first.getId()), "replayed");
        say("state", documents.getDocument(first.getId(), null, null).getState());
        Verdict verdict = documents.validatePackage(
                documents.getPackage(first.getId(), null, null, null, null, null), null, null);
        say("package", verdict.getValid());
        return first.getId();
    }

    /** Tệp lớn theo từng phần, rồi văn bản nêu tên nó. A large file in pieces, then the document that names it. */
    private UUID large(String to) throws Exception {
        UploadsApi uploads = new UploadsApi(sender);
        Upload upload = uploads.beginUpload(new NewUpload().size((long) large.length).name("Lớn.bin"), null, null);
        for (int offset = 0; offset < large.length; offset += PIECE) {
            Path piece = Files.createTempFile("antin", ".piece");
            Files.write(piece, Arrays.copyOfRange(large, offset, offset + PIECE));
            uploads.appendToUpload(upload.getId(), (long) offset, piece.toFile(), null, null);
        }
        say("offset", uploads.standingOfUploadWithHttpInfo(upload.getId(), null, null).getHeaders().get("upload-offset").get(0));
        Metadata metadata = new Metadata()
                .addToItem(to)
                .subject("V/v thử tệp lớn, Java")
                .addFilesItem(new MetadataFile().upload(upload.getId()));
        return new DocumentsApi(sender).submitLetter(metadata, UUID.randomUUID().toString(), null, null).getId();
    }

    private void refused() throws Exception {
        try {
            new DocumentsApi(sender).submitLetter(new Metadata().addToItem(System.getenv("ANTIN_TO")).subject("V/v quên đính kèm tệp"), null, null, "en");
        } catch (ApiException e) {
            check(e.getCode() == 422 && e.getResponseBody().contains("ANTIN-1206"), "refused " + e.getResponseBody());
            return;
        }
        throw new IllegalStateException("a document without a file");
    }

    /** Nhận, tải từng tệp, xác nhận. Leases, downloads each file, acknowledges. */
    private void take(UUID id) throws Exception {
        InboxDocument mine = offered(id);
        for (InboxPart part : mine.getParts()) {
            File file = new DocumentsApi(recipient).getPart(id, part.getNumber(), null, null, null, null, null);
            byte[] content = Files.readAllBytes(file.toPath());
            check(content.length == part.getSize() && hex(content).equals(part.getSha256()), part.getName());
            say("part", part.getName() + " " + content.length);
        }
        new InboxApi(recipient).acknowledge(id, new Acknowledgement().lease(mine.getLease()).by("Văn thư"), null, null);
    }

    private InboxDocument offered(UUID id) throws Exception {
        for (int i = 0; i < 20 && !arrived.containsKey(id); i++) {
            new InboxApi(recipient).leaseInbox(30, 20, null, null).getDocuments().forEach(one -> arrived.put(one.getId(), one));
        }
        InboxDocument mine = arrived.get(id);
        check(mine != null, "arrived " + id);
        return mine;
    }

    private void follow(UUID id, String after, String type) throws Exception {
        String next = after;
        for (int i = 0; i < 60; i++) {
            for (CloudEvent event : new EventsApi(sender).followEvents(next, type, 30, 100, null, null)) {
                next = event.getId();
                if (event.getSubject().equals(id)) {
                    say("event", event.getType());
                    return;
                }
            }
        }
        throw new IllegalStateException(type);
    }

    private void receipts(UUID id) throws Exception {
        ReceiptsApi receipts = new ReceiptsApi(sender);
        List<Receipt> all = receipts.listReceipts(id, null, null).getReceipts();
        for (int i = 0; i < 60 && !complete(all); i++) {
            Thread.sleep(500);
            all = receipts.listReceipts(id, null, null).getReceipts();
        }
        all.forEach(one -> say("receipt", one.getEvent()));
        File xml = receipts.getReceipt(id, all.get(0).getId(), null, null, null, null, null);
        check(new String(Files.readAllBytes(xml.toPath()), StandardCharsets.UTF_8).contains("Evidence"), "receipt");
        File pdf = receipts.getReceiptOnPaper(id, all.get(0).getId(), "vi", null, null);
        check(new String(Files.readAllBytes(pdf.toPath()), StandardCharsets.ISO_8859_1).startsWith("%PDF"), "PDF");
        File zip = receipts.getEvidence(id, null, null, null, null, null);
        check(zip.length() > 0, "evidence");
    }

    private static boolean complete(List<Receipt> all) {
        return all.stream().allMatch(one -> one.getHref() != null)
                && all.stream().anyMatch(one -> one.getEvent().equals("ConsignmentAcceptance"));
    }

    /** Bên nhận đồng ý thu hồi: 15. The recipient agrees to the recall. */
    private void recalled(UUID id, String after) throws Exception {
        for (int i = 0; ; i++) {
            try {
                new ReportsApi(recipient).reportStatus(id, new StatusReport().code(StatusReport.CodeEnum._15), null, null, null);
                break;
            } catch (ApiException e) {
                if (e.getCode() != 409 || i == 60) {
                    throw e;
                }
                Thread.sleep(500); // the recall is still on its way
            }
        }
        follow(id, after, "status-recall-agreed");
    }

    private static String hex(byte[] content) throws Exception {
        StringBuilder hex = new StringBuilder();
        for (byte one : MessageDigest.getInstance("SHA-256").digest(content)) {
            hex.append(String.format("%02x", one));
        }
        return hex.toString();
    }

    private static void check(boolean good, String what) {
        if (!good) {
            throw new IllegalStateException("wrong: " + what);
        }
    }

    private static void say(String name, Object value) {
        System.out.println(name + "=" + value);
    }
}
