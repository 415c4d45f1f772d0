package vn.antin.door.soap;

import jakarta.jws.WebMethod;
import jakarta.jws.WebParam;
import jakarta.jws.WebResult;
import jakarta.jws.WebService;
import jakarta.jws.soap.SOAPBinding;
import vn.antin.xml.documents.ConfirmReceived;
import vn.antin.xml.documents.ConfirmReceivedResponse;
import vn.antin.xml.documents.GetDocument;
import vn.antin.xml.documents.GetDocumentResponse;
import vn.antin.xml.documents.GetReceipts;
import vn.antin.xml.documents.GetReceiptsResponse;
import vn.antin.xml.documents.GetStatus;
import vn.antin.xml.documents.GetStatusResponse;
import vn.antin.xml.documents.ListAgencies;
import vn.antin.xml.documents.ListAgenciesResponse;
import vn.antin.xml.documents.ListPending;
import vn.antin.xml.documents.ListPendingResponse;
import vn.antin.xml.documents.RecallDocument;
import vn.antin.xml.documents.RecallDocumentResponse;
import vn.antin.xml.documents.SubmitDocument;
import vn.antin.xml.documents.SubmitDocumentResponse;
import vn.antin.xml.documents.UpdateStatus;
import vn.antin.xml.documents.UpdateStatusResponse;

/** The operations of {@code documents.wsdl}; a message is one element, so that the wire is document-literal-wrapped. */
@WebService(name = "Documents", serviceName = "Documents", targetNamespace = DocumentsPort.NAMESPACE)
@SOAPBinding(parameterStyle = SOAPBinding.ParameterStyle.BARE)
public final class DocumentsPort {

    static final String NAMESPACE = "urn:antin:documents:1";
    private static final String ACTION = NAMESPACE + "/";

    private final SoapSubmissions sending;
    private final SoapQueries reading;

    DocumentsPort(SoapSubmissions sending, SoapQueries reading) {
        this.sending = sending;
        this.reading = reading;
    }

    @WebMethod(operationName = "SubmitDocument", action = ACTION + "SubmitDocument")
    @WebResult(name = "SubmitDocumentResponse", targetNamespace = NAMESPACE, partName = "parameters")
    public SubmitDocumentResponse submitDocument(
            @WebParam(name = "SubmitDocument", targetNamespace = NAMESPACE, partName = "parameters")
                    SubmitDocument request) {
        return sending.submit(request, SoapCall.served().caller());
    }

    @WebMethod(operationName = "ListPending", action = ACTION + "ListPending")
    @WebResult(name = "ListPendingResponse", targetNamespace = NAMESPACE, partName = "parameters")
    public ListPendingResponse listPending(
            @WebParam(name = "ListPending", targetNamespace = NAMESPACE, partName = "parameters") ListPending request) {
        return reading.pending(request, SoapCall.served().caller());
    }

    @WebMethod(operationName = "GetDocument", action = ACTION + "GetDocument")
    @WebResult(name = "GetDocumentResponse", targetNamespace = NAMESPACE, partName = "parameters")
    public GetDocumentResponse getDocument(
            @WebParam(name = "GetDocument", targetNamespace = NAMESPACE, partName = "parameters") GetDocument request) {
        SoapCall call = SoapCall.served();
        return reading.document(request, call.caller(), call.inParts());
    }

    @WebMethod(operationName = "ConfirmReceived", action = ACTION + "ConfirmReceived")
    @WebResult(name = "ConfirmReceivedResponse", targetNamespace = NAMESPACE, partName = "parameters")
    public ConfirmReceivedResponse confirmReceived(
            @WebParam(name = "ConfirmReceived", targetNamespace = NAMESPACE, partName = "parameters")
                    ConfirmReceived request) {
        return reading.confirm(request, SoapCall.served().caller());
    }

    @WebMethod(operationName = "UpdateStatus", action = ACTION + "UpdateStatus")
    @WebResult(name = "UpdateStatusResponse", targetNamespace = NAMESPACE, partName = "parameters")
    public UpdateStatusResponse updateStatus(
            @WebParam(name = "UpdateStatus", targetNamespace = NAMESPACE, partName = "parameters")
                    UpdateStatus request) {
        return sending.report(request, SoapCall.served().caller());
    }

    @WebMethod(operationName = "GetStatus", action = ACTION + "GetStatus")
    @WebResult(name = "GetStatusResponse", targetNamespace = NAMESPACE, partName = "parameters")
    public GetStatusResponse getStatus(
            @WebParam(name = "GetStatus", targetNamespace = NAMESPACE, partName = "parameters") GetStatus request) {
        return reading.status(request, SoapCall.served().caller());
    }

    @WebMethod(operationName = "GetReceipts", action = ACTION + "GetReceipts")
    @WebResult(name = "GetReceiptsResponse", targetNamespace = NAMESPACE, partName = "parameters")
    public GetReceiptsResponse getReceipts(
            @WebParam(name = "GetReceipts", targetNamespace = NAMESPACE, partName = "parameters") GetReceipts request) {
        return reading.receipts(request, SoapCall.served().caller());
    }

    @WebMethod(operationName = "RecallDocument", action = ACTION + "RecallDocument")
    @WebResult(name = "RecallDocumentResponse", targetNamespace = NAMESPACE, partName = "parameters")
    public RecallDocumentResponse recallDocument(
            @WebParam(name = "RecallDocument", targetNamespace = NAMESPACE, partName = "parameters")
                    RecallDocument request) {
        return sending.recall(request, SoapCall.served().caller());
    }

    @WebMethod(operationName = "ListAgencies", action = ACTION + "ListAgencies")
    @WebResult(name = "ListAgenciesResponse", targetNamespace = NAMESPACE, partName = "parameters")
    public ListAgenciesResponse listAgencies(
            @WebParam(name = "ListAgencies", targetNamespace = NAMESPACE, partName = "parameters")
                    ListAgencies request) {
        SoapCall.served();
        return reading.agencies(request);
    }
}
