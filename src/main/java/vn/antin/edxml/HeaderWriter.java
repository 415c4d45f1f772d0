package vn.antin.edxml;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.xml.edxml.Appendixes;
import vn.antin.xml.edxml.Code;
import vn.antin.xml.edxml.DocumentType;
import vn.antin.xml.edxml.Header;
import vn.antin.xml.edxml.MessageHeader;
import vn.antin.xml.edxml.Organization;
import vn.antin.xml.edxml.OtherInfo;
import vn.antin.xml.edxml.PromulgationInfo;
import vn.antin.xml.edxml.ResponseFor;
import vn.antin.xml.edxml.SignerInfo;
import vn.antin.xml.edxml.ToPlaces;
import vn.antin.xml.edxml.TraceHeader;
import vn.antin.xml.edxml.TraceHeaderList;

/** Writes a business header as elements of the format; a value that is not given gets no element. */
final class HeaderWriter {

    static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy/MM/dd");
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss").withZone(FieldReader.VIETNAM);

    private final BusinessHeader business;

    HeaderWriter(BusinessHeader business) {
        this.business = business;
    }

    Header header(Instant at) {
        Header header = new Header();
        MessageHeader message = new MessageHeader();
        header.setMessageHeader(message);
        message.setFrom(organization(business.from()));
        message.setDocumentId(given(business.documentId()));
        business.responseFor().forEach(answered -> message.getResponseFor().add(responseFor(answered)));
        business.status().ifPresentOrElse(status -> report(message, status), () -> {
            document(message);
            header.setTraceHeaderList(trace(at));
        });
        return header;
    }

    private void report(MessageHeader message, BusinessHeader.StatusReport status) {
        message.setStaffInfo(BusinessWriter.staff(business.further().staff()));
        message.setStatusCode(status.code());
        message.setDescription(given(status.description()));
        message.setTimestamp(MOMENT.format(status.at()));
    }

    private void document(MessageHeader message) {
        business.to().forEach(to -> message.getTo().add(organization(to)));
        message.setCode(new Code());
        message.getCode().setCodeNumber(business.number());
        message.getCode().setCodeNotation(business.notation());
        message.setPromulgationInfo(promulgation());
        message.setDocumentType(new DocumentType());
        message.getDocumentType().setType(business.type().type());
        message.getDocumentType().setTypeDetail(business.type().detail());
        message.getDocumentType().setTypeName(business.type().name());
        message.setSubject(business.subject());
        message.setContent(given(business.content()));
        if (!business.signer().equals(BusinessHeader.HeaderSigner.NONE)) {
            message.setSignerInfo(signer(business.signer()));
        }
        business.due().ifPresent(due -> message.setDueDate(DAY.format(due)));
        if (!business.further().toPlaces().isEmpty()) {
            message.setToPlaces(new ToPlaces());
            message.getToPlaces().getPlace().addAll(business.further().toPlaces());
        }
        message.setOtherInfo(otherInfo(business.further().issue()));
        business.further().steering().ifPresent(message::setSteeringType);
    }

    private OtherInfo otherInfo(FurtherFields.Issue issue) {
        OtherInfo info = new OtherInfo();
        info.setPriority(Codes.URGENCIES.indexOf(business.urgency()));
        info.setSphereOfPromulgation(given(issue.sphere()));
        info.setTyperNotation(given(issue.typist()));
        issue.copies().ifPresent(info::setPromulgationAmount);
        issue.pages().ifPresent(info::setPageAmount);
        issue.direction().ifPresent(info::setDirection);
        if (!issue.appendixes().isEmpty()) {
            info.setAppendixes(new Appendixes());
            info.getAppendixes().getAppendix().addAll(issue.appendixes());
        }
        return info;
    }

    private PromulgationInfo promulgation() {
        PromulgationInfo promulgation = new PromulgationInfo();
        promulgation.setPlace(given(business.place()));
        promulgation.setPromulgationDate(business.promulgated().map(DAY::format).orElse(""));
        return promulgation;
    }

    private static SignerInfo signer(BusinessHeader.HeaderSigner signer) {
        SignerInfo info = new SignerInfo();
        info.setCompetence(given(signer.competence()));
        info.setPosition(given(signer.position()));
        info.setFullName(given(signer.name()));
        return info;
    }

    private static Organization organization(BusinessHeader.HeaderParty party) {
        Organization organization = new Organization();
        organization.setOrganId(party.code().value());
        organization.setOrganizationInCharge(given(party.inCharge()));
        organization.setOrganName(given(party.name()));
        organization.setOrganAdd(given(party.address()));
        organization.setEmail(given(party.email()));
        organization.setTelephone(given(party.telephone()));
        organization.setFax(given(party.fax()));
        organization.setWebsite(given(party.website()));
        return organization;
    }

    private static ResponseFor responseFor(BusinessHeader.AnsweredDocument answered) {
        ResponseFor response = new ResponseFor();
        response.setOrganId(answered.agency().map(AgencyCode::value).orElse(null));
        response.setCode(given(answered.code()));
        response.setPromulgationDate(given(answered.promulgated()));
        response.setDocumentId(given(answered.documentId()));
        return response;
    }

    private TraceHeaderList trace(Instant at) {
        TraceHeader hop = new TraceHeader();
        hop.setOrganId(business.from().code().value());
        hop.setTimestamp(MOMENT.format(at));
        TraceHeaderList trace = new TraceHeaderList();
        trace.getTraceHeader().add(hop);
        trace.setBussiness(new BusinessWriter(business).operation());
        return trace;
    }

    static @Nullable String given(String text) {
        return text.isEmpty() ? null : text;
    }
}
