package vn.antin.ledger;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import vn.antin.setting.ConfigKey;
import vn.antin.setting.SettingsReader;

/**
 * How long content is kept, by the kind of document. The periods are rules of the house: no regulation gives one for the
 * bus, and the document itself is kept by the records system of its agency (Decree 30/2020, annex VI, III.7). Proofs have
 * no period.
 *
 * @param types periods of single types by name; letters' cases do not count
 * @param archive where packages are exported from the console
 */
public record RetentionPeriods(
        @ConfigKey(
                role = "node",
                preset = "P3650D",
                value = "how long the content of a document is kept; envelope, register line and receipts stay")
        Duration documents,

        @ConfigKey(role = "node", preset = "P730D", value = "the same for recalls and reports on documents")
        Duration reports,

        @ConfigKey(
                role = "node",
                preset = "{ Nghị quyết: P7300D, Quyết định: P7300D, Chỉ thị: P7300D, Quy chế: P7300D, Quy định: P7300D,"
                        + " Hợp đồng: P7300D, Giấy mời: P730D, Giấy giới thiệu: P730D, Giấy nghỉ phép: P730D,"
                        + " Phiếu gửi: P730D, Phiếu chuyển: P730D, Phiếu báo: P730D, Thư công: P730D }",
                value = "the same for single types of documents, by their names")
        Map<String, Duration> types,

        @ConfigKey(
                role = "hub",
                preset = "P30D",
                least = "P14D",
                value =
                        "how long the encrypted content of relayed documents is kept, for nodes that are restored from a"
                                + " backup")
        Duration relayed,

        @ConfigKey(
                role = "node",
                preset = "${data}/../archive",
                value = "folder of the archive packages that are exported at the console")
        Path archive) {

    /** The periods without a setting. */
    public static final RetentionPeriods DEFAULT = SettingsReader.defaults(RetentionPeriods.class);

    public RetentionPeriods {
        types = Map.copyOf(types);
    }
}
