package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import vn.antin.ledger.Repositories;
import vn.antin.trial.line.SimulatedLine;

/** A small province with realistic names, each node behind a line that can be cut, for tests of pages. */
final class Scene implements AutoCloseable {

    static final String HOME_AFFAIRS = "H06.02";
    static final String DISTRICT = "H06.33";
    static final String COMMUNE = "H06.33.03";

    private static final Map<String, List<String>> NODES = Map.of(
            "so-noi-vu", List.of(HOME_AFFAIRS),
            "ubnd-huyen-chau-duc", List.of(DISTRICT),
            "ubnd-xa-binh-ba", List.of(COMMUNE));
    private static final String SHORT_LIST = """
            level,name,parent_code,gso_code,code_qcvn102_SYNTHETIC,code_qd20_SYNTHETIC,notation_abbrev,line_mbit,note
            1,UBND tỉnh Bà Rịa - Vũng Tàu,,77,000.00.00.H06,H06,UBND,10,
            2,Sở Nội vụ,000.00.00.H06,,000.00.02.H06,H06.02,SNV,10,
            2,UBND huyện Châu Đức,000.00.00.H06,750,000.00.33.H06,H06.33,UBND,10,
            3,UBND xã Bình Ba,000.00.33.H06,26578,000.03.33.H06,H06.33.03,UBND,4,
            """;

    private final Path folder;
    private final TestProvince town;
    private final Map<String, SimulatedLine> lines;

    private Scene(Path folder, TestProvince town, Map<String, SimulatedLine> lines) {
        this.folder = folder;
        this.town = town;
        this.lines = lines;
    }

    /** With these agencies and one more without a node. */
    static Scene start(Path folder) {
        try {
            Files.createDirectories(folder);
            return start(folder, Files.writeString(folder.resolve("agencies.csv"), SHORT_LIST));
        } catch (IOException e) {
            throw new UncheckedIOException(folder.toString(), e);
        }
    }

    static Scene start(Path folder, Path list) {
        Map<String, SimulatedLine> lines = new HashMap<>();
        NODES.keySet().forEach(node -> lines.put(node, new SimulatedLine()));
        return new Scene(folder, TestProvince.start(folder, list, NODES, province -> {}, lines), lines);
    }

    TestProvince town() {
        return town;
    }

    SimulatedLine line(String agency) {
        return lines.get(node(agency));
    }

    private static String node(String agency) {
        return NODES.entrySet().stream()
                .filter(each -> each.getValue().contains(agency))
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    /** The address of a node's console. */
    String console(String agency) {
        return at(town.node(node(agency)).port());
    }

    String hubConsole() {
        return at(town.province().hub().httpsPort());
    }

    private static String at(int port) {
        return "https://localhost:" + port + "/console";
    }

    /** The invitation link of a node's first administrator. */
    String firstLink(String agency) {
        return link(town.province().home(node(agency)));
    }

    String firstLinkOfHub() {
        return link(folder.resolve("hub"));
    }

    private static String link(Path home) {
        try {
            return Files.readString(home.resolve("data/console.link")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(home.toString(), e);
        }
    }

    Repositories hubBooks() {
        return town.province().hub().repositories();
    }

    Repositories repositories(String agency) {
        return town.node(node(agency)).repositories();
    }

    /** Sends an ordinary letter; returns its id. */
    String send(String from, String to, String number, String subject) {
        Map<String, Object> letter =
                Map.of("to", List.of(to), "subject", subject, "number", number, "notation", "SNV-CCHC");
        Office.Part file = Office.Part.file("Công văn " + number + ".pdf", ("Kính gửi: " + subject).getBytes(UTF_8));
        return town.office(from).letter(letter, List.of(file), Map.of()).id();
    }

    /** Percent-encodes a text. */
    static String encoded(String text) {
        return java.net.URLEncoder.encode(text, UTF_8);
    }

    /** Waits until its first copy is in that state. */
    boolean is(String from, String id, String state) {
        return town.office(from).states(id).contains(state);
    }

    @Override
    public void close() {
        town.close();
    }
}
