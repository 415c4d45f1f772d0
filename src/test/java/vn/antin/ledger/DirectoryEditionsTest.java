package vn.antin.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Ledgers;
import vn.antin.receipt.ReceiptProvince;
import vn.antin.xml.Deflated;

/** The editions of a ledger. */
class DirectoryEditionsTest {

    @TempDir
    Path folder;

    private final ReceiptProvince province = new ReceiptProvince();
    private Ledger ledger;
    private DirectoryEditions directories;

    @BeforeEach
    void open() {
        ledger = Ledgers.empty(folder, CrashPoints.NONE);
        directories = new DirectoryEditions(
                ledger,
                Repositories.of(ReceiptProvince.HUB, ledger, province.clock).log(),
                province.trust,
                province.clock);
        directories.take(province.sealedDirectory());
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private void takeNext() {
        Instant now = province.clock.instant();
        province.publish(province.directory().next(now, now.plus(ReceiptProvince.LIFE)));
        directories.take(province.sealedDirectory());
    }

    /** Opening one with 112 nodes costs a tenth of a second, and every receipt names one. */
    @Test
    void an_edition_is_opened_once() {
        assertThat(directories.serial(1)).containsSame(directories.current());

        takeNext();

        assertThat(directories.serial(2)).containsSame(directories.current());
        assertThat(directories.serial(1)).containsSame(directories.serial(1).orElseThrow());
        assertThat(directories.serial(3)).isEmpty();
    }

    @Test
    void every_edition_can_be_had_deflated() {
        for (int i = 0; i < 20; i++) {
            takeNext();
            for (long serial = directories.current().serial(); serial > 0; serial -= 5) {
                byte[] deflated = directories.deflated(serial).orElseThrow();
                assertThat(Deflated.inflate(deflated))
                        .isEqualTo(directories.sealed(serial).orElseThrow());
            }
        }
        assertThat(directories.deflated(100)).isEmpty();
    }
}
