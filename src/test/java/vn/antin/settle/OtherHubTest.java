package vn.antin.settle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.Party;
import vn.antin.envelope.Urgency;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.Direction;
import vn.antin.ledger.Documents;
import vn.antin.ledger.HubChange;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Ledgers;
import vn.antin.log.HubPublisher;
import vn.antin.log.Issuer;
import vn.antin.log.Sequencer;
import vn.antin.receipt.ReceiptProvince;
import vn.antin.receipt.Receipts;
import vn.antin.receipt.SealedCheckpoint;
import vn.antin.wire.Frame;

/** What a node sends again when its province becomes part of another. */
class OtherHubTest {

    private static final Party HOME = new Party(ReceiptProvince.HOME_AFFAIRS, ReceiptProvince.HOME);
    private static final Party HEALTH = new Party(ReceiptProvince.HEALTH_CARE, ReceiptProvince.HEALTH);

    @TempDir
    Path folder;

    private final ReceiptProvince province = new ReceiptProvince();
    private Ledger ledger;
    private Repositories repositories;
    private OtherHub change;

    @BeforeEach
    void open() {
        ledger = Ledgers.empty(folder, CrashPoints.NONE);
        repositories = Repositories.of(ReceiptProvince.HOME, ledger, province.clock);
        change = new OtherHub(repositories, province.clock);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void copies_that_left_and_are_not_confirmed_leave_again_once_and_no_others() {
        EnvelopeId relayed = sent(CopyState.RELAYED, CopyState.CONSIGNED);
        EnvelopeId half = sent(CopyState.REJECTED, CopyState.SENT);
        sent(CopyState.CONSIGNED, CopyState.HANDED_OVER);
        sent(CopyState.ACCEPTED, CopyState.ACCEPTED);
        arrive();
        sent(CopyState.RELAYED, CopyState.RELAYED); // by the other hub

        steps();

        assertThat(again("ENVELOPE")).containsExactly(relayed + ":up:1 [1]", half + ":up:1 [2]");
    }

    @Test
    void an_expired_document_does_not_leave_again() {
        sent(CopyState.RELAYED, CopyState.RELAYED);
        province.clock.pass(Duration.ofDays(8));
        arrive();

        steps();

        assertThat(again("ENVELOPE")).isEmpty();
    }

    @Test
    void more_documents_than_leave_at_a_time_all_leave() {
        for (int i = 0; i < 450; i++) {
            sent(CopyState.SENT, CopyState.SENT);
        }
        arrive();

        assertThat(steps()).isEqualTo(4);

        assertThat(again("ENVELOPE")).hasSize(450).doesNotHaveDuplicates();
    }

    /** The newest wait for the line already: the hub gets them first, and misses none of those before them. */
    @Test
    void more_checkpoints_than_leave_at_a_time_all_leave() {
        List<Long> sizes = new ArrayList<>();
        Sequencer sequencer = sequencer();
        for (int i = 0; i < 600; i++) {
            byte[] leaf = ("leaf " + i).getBytes(StandardCharsets.UTF_8);
            ledger.store("leaf", tx -> tx.update("insert into leaf (bytes) values (?)", leaf));
            sequencer.seal();
            if (i == 590) {
                ledger.store("gone", tx -> tx.update("delete from outbox"));
            }
            sizes.add(i + 1L);
        }
        arrive();

        assertThat(steps()).isEqualTo(2);

        assertThat(ledger.read(tx -> tx.list(byte[].class, "select body from outbox where kind = 'RECEIPTS'")).stream()
                        .map(body -> SealedCheckpoint.open(
                                        Receipts.unpacked(body).checkpoint())
                                .checkpoint()
                                .size()))
                .containsExactlyInAnyOrderElementsOf(sizes);
    }

    private Sequencer sequencer() {
        return new Sequencer(
                repositories,
                province.sealer(province.key(ReceiptProvince.HOME)),
                null,
                new HubPublisher(repositories.outbox(), repositories.evidence()),
                () -> true,
                province.clock);
    }

    private void arrive() {
        ledger.store("arrive", tx -> {
            change.arrive(tx, province.directory());
        });
        province.clock.pass(Duration.ofSeconds(1));
    }

    /** Takes the steps; returns their number, the last of which finds nothing. */
    private int steps() {
        int steps = 0;
        for (Optional<HubChange> next = left(); next.isPresent(); next = left()) {
            HubChange now = next.get();
            ledger.store("step", tx -> change.next(tx, now));
            steps++;
        }
        return steps;
    }

    private Optional<HubChange> left() {
        return ledger.read(HubChange::of);
    }

    /** A document for two recipients, whose copies are in these states, with its evidence of submission. */
    private EnvelopeId sent(CopyState first, CopyState second) {
        Instant now = province.clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Envelope envelope = province.letter(List.of(HEALTH, HOME), Urgency.NORMAL, Duration.ofDays(7));
        byte[] sealed = province.sealed(envelope);
        Issuer issuer = new Issuer(
                ReceiptProvince.HOME, repositories.evidence(), () -> 1L, OptionalLong::empty, province.clock);
        ledger.store("sent", tx -> {
            repositories.documents().add(tx, Direction.OUT, envelope, sealed, Map.of(), Documents.DocumentNames.NONE);
            repositories.copies().add(tx, envelope, Collections.nCopies(2, Digest.sha256(sealed)), now.plusSeconds(60));
            issuer.submitted(tx, new Issuer.About(envelope, Digest.sha256(sealed), 1, null));
            issuer.submitted(tx, new Issuer.About(envelope, Digest.sha256(sealed), 2, null));
        });
        ledger.store("states", tx -> {
            tx.update(
                    "update copy set state = ? where document = ? and number = 1",
                    first,
                    envelope.id().value());
            tx.update(
                    "update copy set state = ? where document = ? and number = 2",
                    second,
                    envelope.id().value());
        });
        return envelope.id();
    }

    /** The duplicate ids of what waits in the outbox, with the copies that it asks for. */
    private List<String> again(String kind) {
        return ledger.read(tx -> tx.query(
                "select dup, body from outbox where kind = ? order by id",
                row -> row.text("dup") + " "
                        + Frame.read(row.bytes("body")).previous().keySet().stream()
                                .sorted()
                                .toList(),
                kind));
    }
}
