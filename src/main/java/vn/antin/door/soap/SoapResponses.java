package vn.antin.door.soap;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.deliver.Contents;
import vn.antin.deliver.Offer;
import vn.antin.door.Agencies;
import vn.antin.door.Arrived;
import vn.antin.door.FileNames;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.InnerManifest;
import vn.antin.ledger.Handling;
import vn.antin.ledger.Reports;
import vn.antin.ledger.TimelineEvent;
import vn.antin.ledger.query.DocumentView;
import vn.antin.xml.documents.Agency;
import vn.antin.xml.documents.Document;
import vn.antin.xml.documents.Event;
import vn.antin.xml.documents.File;
import vn.antin.xml.documents.Pending;
import vn.antin.xml.documents.Receipt;
import vn.antin.xml.documents.Recipient;

/** Builds the answers of {@code documents.xsd}. */
final class SoapResponses {

    private SoapResponses() {}

    static Document document(DocumentView view, List<Reports.StoredReport> reports) {
        Document document = new Document();
        document.setId(view.id().toString());
        document.setDirection(view.direction().name());
        document.setSender(view.sender().value());
        document.setDocumentId(text(view.documentId()));
        document.setSubject(text(view.subject()));
        document.setUrgency(view.urgency().name());
        document.setOperation(view.operation().name());
        document.setCreated(view.created());
        document.setExpires(view.expires());
        document.setState(view.state().name());
        document.getRecipient().addAll(recipients(view.copies(), reports));
        return document;
    }

    static List<Recipient> recipients(Collection<DocumentView.CopyView> copies, List<Reports.StoredReport> reports) {
        return copies.stream().map(copy -> recipient(copy, reports)).toList();
    }

    private static Recipient recipient(DocumentView.CopyView copy, List<Reports.StoredReport> reports) {
        Handling handling = Reports.handling(reports, copy.agency());
        Recipient recipient = new Recipient();
        recipient.setNumber(copy.number());
        recipient.setAgency(copy.agency().value());
        recipient.setNode(copy.node().value());
        recipient.setState(copy.state().name());
        recipient.setSince(copy.since());
        recipient.setOverdue(copy.overdue());
        recipient.setReason(copy.reason());
        recipient.setDetail(text(copy.detail()));
        recipient.setHandling(
                handling.stage() == Handling.Stage.NONE
                        ? null
                        : handling.stage().name());
        recipient.setRecall(
                handling.recall() == Handling.Recall.NONE
                        ? null
                        : handling.recall().name());
        return recipient;
    }

    static Event event(TimelineEvent line) {
        Event event = new Event();
        event.setNumber(line.number());
        event.setAt(line.at());
        event.setWhat(line.what());
        event.setAgency(code(line.agency()));
        event.setCode(line.code());
        event.setDetail(text(line.detail()));
        return event;
    }

    static Receipt receipt(DocumentView.ReceiptLine line) {
        Receipt receipt = new Receipt();
        receipt.setEvent(line.event());
        receipt.setRecipient(line.number());
        receipt.setAgency(code(line.agency()));
        receipt.setIssuer(line.issuer().value());
        receipt.setAt(line.at());
        receipt.setWitnessed(line.witnessed());
        receipt.setStamped(line.stamped());
        byte[] xml = line.xml();
        receipt.setXml(xml == null ? null : StreamedContent.of(xml, "application/xml"));
        return receipt;
    }

    static Pending pending(Offer offer) {
        Pending pending = LetterXml.pending(Arrived.of(offer));
        pending.setLease(offer.lease().toString());
        pending.setUntil(offer.until());
        pending.setOffers(offer.offers());
        offer.parts().forEach(part -> pending.getFile().add(file(part)));
        return pending;
    }

    private static File file(InnerManifest.Content part) {
        return file(
                part.number(),
                part.name(),
                part.mediaType(),
                part.size(),
                part.digest().hex());
    }

    static File file(int number, Contents.OpenedContent opened) {
        return file(
                number,
                opened.name(),
                opened.mediaType(),
                opened.size(),
                opened.digest().hex());
    }

    private static File file(int number, String name, String mediaType, long size, String sha256) {
        File file = new File();
        file.setNumber(number);
        file.setName(text(name));
        file.setMediaType(FileNames.mediaType(mediaType));
        file.setSize(size);
        file.setSha256(sha256);
        return file;
    }

    static Agency agency(Agencies.AgencyEntry entry) {
        Agency agency = new Agency();
        agency.setCode(entry.code());
        agency.setName(text(entry.name()));
        agency.getAlias().addAll(entry.aliases());
        agency.setParent(entry.parent());
        agency.setSuccessor(entry.successor());
        agency.setCanReceive(entry.canReceive());
        return agency;
    }

    private static @Nullable String code(@Nullable AgencyCode code) {
        return code == null ? null : code.value();
    }

    /** A text from outside, without the characters that XML cannot hold. */
    static @Nullable String text(@Nullable String text) {
        return text == null
                ? null
                : text.replaceAll("[^\\t\\n\\r\\x20-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]", "\uFFFD");
    }
}
