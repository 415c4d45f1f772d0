import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Một văn bản đi trọn vòng: gửi, nhận, xác nhận, báo trạng thái, kiểm biên nhận. A document all the way round.
 *
 * javac -d out *.java && java -cp out Flow                   cả vòng / the whole way
 * java -cp out Flow verify receipt.xml                       kiểm một biên nhận / verify one receipt
 *
 * Biến môi trường / environment: ANTIN_URL ANTIN_KEY ANTIN_PEER_URL ANTIN_PEER_KEY ANTIN_TO ANTIN_CA [ANTIN_LANG=en]
 */
public final class Flow {

    private static final boolean ENGLISH = "en".equals(System.getenv("ANTIN_LANG"));

    private Flow() {}

    public static void main(String[] args) {
        try {
            X509Certificate authority = Receipt.authority(Paths.get(env("ANTIN_CA")));
            if (args.length == 2 && args[0].equals("verify")) {
                tell(Receipt.verify(Files.readAllBytes(Paths.get(args[1])), authority));
            } else {
                run(authority);
            }
        } catch (Problem | Receipt.Broken e) {
            System.err.println(e.getMessage());
            System.exit(1);
        } catch (Exception e) {
            System.err.println(text("Không chạy được: ", "Could not run: ") + e);
            System.exit(1);
        }
    }

    private static void run(X509Certificate authority) throws Exception {
        String language = ENGLISH ? "en" : "vi";
        AntinClient sender = new AntinClient(env("ANTIN_URL"), env("ANTIN_KEY"), authority, language);
        AntinClient recipient = new AntinClient(env("ANTIN_PEER_URL"), env("ANTIN_PEER_KEY"), authority, language);
        check(Webhook.selfTest(), "Webhook: chữ ký đúng được nhận, bản giả và bản phát lại bị từ chối.",
                "Webhook: the right signature passes, forgeries and replays are refused.");
        sender.get("/api/v1/limits"); // khóa sai lộ ra ngay ở đây / a wrong key shows here

        Path folder = Files.createTempDirectory("antin-java");
        String id = send(sender, folder);
        refuse(sender, folder);
        receive(recipient, id, folder);
        follow(sender, id, authority);
        say("Xong: văn bản đã đi trọn vòng.", "Done: the document went all the way.");
    }

    private static String send(AntinClient sender, Path folder) throws Exception {
        Path file = folder.resolve("Công văn thử.txt");
        byte[] content = new byte[300_000];
        Arrays.fill(content, (byte) 'a');
        Files.write(file, content);
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("to", Collections.singletonList(env("ANTIN_TO")));
        metadata.put("subject", "V/v thử liên thông bằng Java");
        metadata.put("urgency", "URGENT");
        // Lưu khóa này cùng văn bản TRƯỚC khi gửi: mất mạng thì gửi lại với đúng khóa ấy, không bao giờ thành hai văn bản.
        // Store the key with the document BEFORE sending: repeated with it, it never becomes two documents.
        String key = UUID.randomUUID().toString();
        Map<String, Object> sent = sender.submit(metadata, Collections.singletonList(file), key);
        Map<String, Object> again = sender.submit(metadata, Collections.singletonList(file), key);
        say("Đã gửi " + sent.get("id") + ", nút đã cất giữ.", "Sent " + sent.get("id") + ", the node has stored it.");
        check(again.get("id").equals(sent.get("id")) && Boolean.TRUE.equals(again.get("replayed")),
                "Gửi lại như khi mất mạng: vẫn là văn bản ấy.", "Sent again as after a broken line: the same document.");
        return (String) sent.get("id");
    }

    private static void refuse(AntinClient sender, Path folder) throws Exception {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("to", Collections.singletonList("H99.99"));
        metadata.put("subject", "V/v gửi nhầm");
        List<Path> files = Collections.singletonList(folder.resolve("Công văn thử.txt"));
        try {
            sender.submit(metadata, files, UUID.randomUUID().toString());
        } catch (Problem e) {
            say("Gửi nhầm mã cơ quan thì bị từ chối: " + e.getMessage(), "A wrong code is refused: " + e.getMessage());
            return;
        }
        throw new IllegalStateException("H99.99");
    }

    private static void receive(AntinClient recipient, String id, Path folder) throws Exception {
        Map<String, Object> mine = null;
        List<Map<String, Object>> others = new ArrayList<>();
        for (int i = 0; mine == null && i < 20; i++) {
            for (Map<String, Object> offer : recipient.inbox(30)) {
                if (offer.get("id").equals(id)) {
                    mine = offer;
                } else {
                    others.add(offer);
                }
            }
        }
        for (Map<String, Object> other : others) {
            recipient.giveBack(other, "mẫu thử chỉ nhận văn bản của nó / the sample takes its own only");
        }
        check(mine != null, "Bên nhận đã thấy văn bản trong hộp đến.", "The recipient has it in the inbox.");
        byte[] envelope = recipient.bytes("/api/v1/documents/" + id + "/edxml");
        check(new String(envelope, StandardCharsets.UTF_8).contains("V/v thử liên thông bằng Java"),
                "Gói edXML: " + envelope.length + " byte.", "The edXML package: " + envelope.length + " bytes.");
        Map<?, ?> part = (Map<?, ?>) ((List<?>) mine.get("parts")).get(0);
        String sha256 = recipient.download((String) part.get("href"), folder.resolve("received"));
        check(sha256.equals(part.get("sha256")), "Tệp “" + part.get("name") + "” đúng mã băm " + sha256 + ".",
                "The file “" + part.get("name") + "” has its digest " + sha256 + ".");
        recipient.acknowledge(mine, "Văn thư (mẫu Java)");
        recipient.acknowledge(mine, "Văn thư (mẫu Java)");
        say("Đã xác nhận; xác nhận lần hai không đổi gì.", "Acknowledged; a second time changes nothing.");
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("code", "03");
        said.put("staff", "Trần Thị Mẫu");
        recipient.report(id, said, UUID.randomUUID().toString());
        say("Đã báo 03, đã tiếp nhận.", "Reported 03, accepted.");
    }

    /** Chờ biên nhận cuối rồi kiểm tất cả. Waits for the last receipt, then verifies them all. */
    private static void follow(AntinClient sender, String id, X509Certificate authority) throws Exception {
        List<?> receipts = Collections.emptyList();
        for (int i = 0; i < 60 && !last(receipts); i++) {
            Thread.sleep(i == 0 ? 0 : 1000);
            receipts = (List<?>) sender.get("/api/v1/documents/" + id + "/receipts").get("receipts");
        }
        check(last(receipts), "Biên nhận đã về đủ: " + receipts.size() + ".", "All receipts are here: " + receipts.size() + ".");
        byte[] xml = new byte[0];
        for (Object each : receipts) {
            xml = sender.bytes((String) ((Map<?, ?>) each).get("href"));
            Receipt receipt = Receipt.verify(xml, authority);
            tell(receipt);
            check(receipt.document.equals(id), "", "");
        }
        say("Chưa kiểm ở đây: dấu thời gian, nhân chứng của trục, danh bạ, thu hồi; hãy dùng antin verify.",
                "Not verified here: time-stamp, witness, directory, revocation; use antin verify.");
        int letter = new String(xml, StandardCharsets.ISO_8859_1).indexOf("<Evidence>") + 100;
        xml[letter] = (byte) (xml[letter] == 'A' ? 'B' : 'A');
        try {
            Receipt.verify(xml, authority);
        } catch (Receipt.Broken e) {
            say("Sửa một chữ thì lộ ngay: " + e.getMessage(), "One letter changed is found: " + e.getMessage());
            return;
        }
        throw new IllegalStateException("forged");
    }

    private static boolean last(List<?> receipts) {
        return receipts.stream().map(each -> (Map<?, ?>) each).allMatch(each -> each.containsKey("href"))
                && receipts.stream().anyMatch(each -> ((Map<?, ?>) each).get("event").equals("ConsignmentAcceptance"));
    }

    private static void tell(Receipt receipt) {
        say("✔ " + receipt.event + " " + receipt.time + ", " + receipt.issuer
                        + ": có trong sổ nhật ký, ấn ký đúng, chứng thư của tỉnh.",
                "✔ " + receipt.event + " " + receipt.time + ", " + receipt.issuer
                        + ": in the log, seal right, certificate of the province.");
    }

    private static void check(boolean good, String vietnamese, String english) {
        if (!good) {
            throw new IllegalStateException(text("sai: ", "wrong: ") + text(vietnamese, english));
        }
        if (!vietnamese.isEmpty()) {
            say(vietnamese, english);
        }
    }

    private static void say(String vietnamese, String english) {
        System.out.println(text(vietnamese, english));
    }

    private static String text(String vietnamese, String english) {
        return ENGLISH ? english : vietnamese;
    }

    private static String env(String name) {
        String value = System.getenv(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException(text("thiếu biến môi trường ", "set the variable ") + name);
        }
        return value;
    }
}
