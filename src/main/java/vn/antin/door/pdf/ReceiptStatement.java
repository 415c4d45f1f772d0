package vn.antin.door.pdf;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Agency;
import vn.antin.door.Bus;
import vn.antin.door.DocumentTitle;
import vn.antin.door.Messages;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Mode;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Party;
import vn.antin.envelope.VietnamTime;
import vn.antin.ledger.query.DocumentView;
import vn.antin.receipt.Checkpoint;
import vn.antin.receipt.Copy;
import vn.antin.receipt.Evidence;
import vn.antin.receipt.Receipts;
import vn.antin.receipt.SealedCheckpoint;

/** Says in words what a receipt proves, who issued it and how it can be checked. */
final class ReceiptStatement {

    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("dd/MM/yyyy HH:mm:ss 'UTC'xxx");

    private final Bus bus;
    private final DocumentView document;
    private final ReceiptPdf.Reader reader;
    private final Messages words;

    ReceiptStatement(Bus bus, DocumentView document, ReceiptPdf.Reader reader) {
        this.bus = bus;
        this.document = document;
        this.reader = reader;
        this.words = Messages.in(reader.language(), ReceiptStatement.class, "receipt");
    }

    ReceiptLayout paper(Bus.SignedReceipt signed) {
        Receipts receipts = Receipts.read(signed.xml());
        Receipts.Receipt receipt = receipts.receipts().get(0);
        Evidence evidence = Evidence.read(receipt.evidence());
        Digest digest = Digest.sha256(receipt.evidence());
        String name = document.id() + "." + signed.line().id();
        return new ReceiptLayout(
                words,
                words.word("event", evidence.event().etsiName()),
                evidence.event().negative(),
                bus.mode() == Mode.TEST,
                name,
                List.of(about(evidence.copy()), happened(evidence), proof(signed.line(), receipts, receipt, digest)),
                reader.address() + "#sha256=" + digest.hex());
    }

    private ReceiptLayout.Section about(Copy copy) {
        String id = document.documentId();
        String title = id == null ? null : DocumentTitle.of(id, words);
        return new ReceiptLayout.PrintedLines(words)
                .add("number", title, title == null || title.equals(id) ? "" : "(" + id + ")")
                .add("subject", reader.content() ? document.subject() : null)
                .add("sender", name(copy.sender()), place(copy.sender()))
                .add("recipient", name(copy.recipient()), place(copy.recipient()))
                .add("id", copy.envelope().toString())
                .under("document");
    }

    private ReceiptLayout.Section happened(Evidence evidence) {
        Evidence.Reason reason = evidence.reason();
        Instant submitted = evidence.submitted();
        return new ReceiptLayout.PrintedLines(words)
                .add("time", moment(evidence.time()))
                .add("issuer", evidence.issuer().value(), words.say("by." + role(evidence)))
                .add("submitted", submitted == null ? null : moment(submitted))
                .add("handed", reader.content() ? evidence.handedTo() : null)
                .add("reason", reason == null ? null : reason(reason))
                .under("event");
    }

    private String reason(Evidence.Reason reason) {
        String details = reader.content() ? reason.details() : null;
        return details == null || details.isEmpty() ? reason.code() : reason.code() + " – " + details;
    }

    private static String role(Evidence evidence) {
        NodeId issuer = evidence.issuer();
        Party recipient = evidence.copy().recipient();
        if (evidence.event().order() >= 3) {
            return "recipient";
        }
        boolean own = issuer.equals(evidence.copy().sender().node());
        return own ? "sender" : recipient != null && issuer.equals(recipient.node()) ? "recipient" : "hub";
    }

    private ReceiptLayout.Section proof(
            DocumentView.ReceiptLine line, Receipts receipts, Receipts.Receipt receipt, Digest digest) {
        Copy.SealedContent content = Evidence.read(receipt.evidence()).copy().content();
        SealedCheckpoint sealed = SealedCheckpoint.open(receipts.checkpoint());
        Receipts.HubWitness witness = receipts.witness();
        Receipts.WitnessLeaf leaf = witness == null ? null : witness.leaf();
        Checkpoint hub =
                leaf == null ? null : SealedCheckpoint.open(leaf.checkpoint()).checkpoint();
        Instant stamped = line.stamped();
        return new ReceiptLayout.PrintedLines(words)
                .add("receipt", line.id())
                .add("evidence", digest.hex())
                .add("envelope", content == null ? null : content.envelope().hex())
                .add("place", place(receipt.index(), sealed.checkpoint()))
                .add("checkpoint", sealed.digest().hex(), sealedAt(sealed.checkpoint()))
                .add(
                        "witness",
                        leaf == null || hub == null ? words.say(absent(line)) : place(leaf.index(), hub),
                        sealedAt(hub))
                .add("stamp", stamped == null ? words.say("waits") : moment(stamped))
                .under("proof");
    }

    /** Explains a missing witness: the hub's own receipts are in the log that witnesses all others. */
    private String absent(DocumentView.ReceiptLine line) {
        return line.issuer().equals(bus.directory().hub()) ? "witness.own" : "waits";
    }

    private String place(long leaf, Checkpoint checkpoint) {
        return words.say("place", leaf, checkpoint.origin(), checkpoint.size());
    }

    private String sealedAt(@Nullable Checkpoint checkpoint) {
        return checkpoint == null ? "" : words.say("sealed", moment(checkpoint.time()));
    }

    private @Nullable String name(@Nullable Party party) {
        return party == null
                ? null
                : bus.directory()
                        .agency(party.agency())
                        .map(Agency::name)
                        .orElse(party.agency().value());
    }

    private String place(@Nullable Party party) {
        return party == null
                ? ""
                : words.say("party", party.agency().value(), party.node().value());
    }

    private static String moment(Instant at) {
        return MOMENT.format(at.atZone(VietnamTime.ZONE));
    }
}
