package vn.antin.edxml;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Operation;
import vn.antin.xml.edxml.Bussiness;
import vn.antin.xml.edxml.BussinessDocumentInfo;
import vn.antin.xml.edxml.OrganIdList;
import vn.antin.xml.edxml.Receiver;
import vn.antin.xml.edxml.ReceiverList;
import vn.antin.xml.edxml.ReplacementInfo;
import vn.antin.xml.edxml.ReplacementInfoList;
import vn.antin.xml.edxml.StaffInfo;

/** Writes the Bussiness element: the operation on earlier documents, and the person to contact. */
final class BusinessWriter {

    private final BusinessHeader business;

    BusinessWriter(BusinessHeader business) {
        this.business = business;
    }

    Bussiness operation() {
        Bussiness operation = new Bussiness();
        operation.setBussinessDocType(Codes.OPERATIONS.indexOf(business.operation()));
        operation.setBussinessDocReason(HeaderWriter.given(business.reason()));
        business.further().changes().ifPresent(changes -> operation.setBussinessDocumentInfo(changed(changes)));
        operation.setStaffInfo(staff(business.further().staff()));
        business.further().paper().ifPresent(paper -> operation.setPaper(flag(paper)));
        if (business.operation() == Operation.REPLACE) {
            operation.setReplacementInfoList(new ReplacementInfoList());
            business.refersTo()
                    .forEach(old -> operation
                            .getReplacementInfoList()
                            .getReplacementInfo()
                            .add(replaced(old)));
        } else if (business.operation() != Operation.NEW) {
            business.refersTo().forEach(old -> operation.setDocumentId(old.documentId()));
        }
        return operation;
    }

    /** A replacement names the recipients concerned; null names all of them. */
    private ReplacementInfo replaced(BusinessHeader.Reference old) {
        ReplacementInfo info = new ReplacementInfo();
        info.setDocumentId(old.documentId());
        info.setOrganIdList(new OrganIdList());
        var concerned = old.concerns().isEmpty()
                ? business.to().stream().map(BusinessHeader.HeaderParty::code).toList()
                : old.concerns();
        concerned.forEach(code -> info.getOrganIdList().getOrganId().add(code.value()));
        return info;
    }

    private static BussinessDocumentInfo changed(FurtherFields.Changes changes) {
        BussinessDocumentInfo info = new BussinessDocumentInfo();
        info.setDocumentInfo(flag(changes.document()));
        info.setDocumentReceiver(flag(changes.receivers()));
        if (!changes.added().isEmpty() || !changes.removed().isEmpty()) {
            info.setReceiverList(new ReceiverList());
            receivers(info, changes.removed(), false);
            receivers(info, changes.added(), true);
        }
        return info;
    }

    private static void receivers(BussinessDocumentInfo info, List<AgencyCode> codes, boolean added) {
        for (AgencyCode code : codes) {
            Receiver receiver = new Receiver();
            receiver.setReceiverType(flag(added));
            receiver.setOrganId(code.value());
            info.getReceiverList().getReceiver().add(receiver);
        }
    }

    /** Null for no person. */
    static @Nullable StaffInfo staff(FurtherFields.Staff staff) {
        if (staff.equals(FurtherFields.Staff.NONE)) {
            return null;
        }
        StaffInfo info = new StaffInfo();
        info.setDepartment(HeaderWriter.given(staff.department()));
        info.setStaff(HeaderWriter.given(staff.name()));
        info.setMobile(HeaderWriter.given(staff.mobile()));
        info.setEmail(HeaderWriter.given(staff.email()));
        return info;
    }

    private static int flag(boolean said) {
        return said ? 1 : 0;
    }
}
