"""Luồng đầy đủ bằng thư viện sinh từ openapi.yaml (clients.sh python). The complete flow by a generated client.

ANTIN_URL ANTIN_KEY ANTIN_PEER_URL ANTIN_PEER_KEY ANTIN_TO ANTIN_CA
"""

import hashlib
import os
import sys
import tempfile
import time
import uuid

from antin_client import (Acknowledgement, AgenciesApi, ApiClient, Configuration, DocumentsApi, EventsApi, InboxApi,
                          Metadata, MetadataFile, NewUpload, NodeApi, RecallRequest, ReceiptsApi, ReportsApi,
                          StatusReport, UploadsApi)
from antin_client.exceptions import ApiException

PIECE = 1 << 20


def client(url, key):
    settings = Configuration(host=os.environ[url] + "/api/v1", access_token=os.environ[key])
    settings.ssl_ca_cert = os.environ["ANTIN_CA"]
    return ApiClient(settings)


SENDER = client("ANTIN_URL", "ANTIN_KEY")
RECIPIENT = client("ANTIN_PEER_URL", "ANTIN_PEER_KEY")
TO = os.environ["ANTIN_TO"]
ARRIVED = {}


def say(name, value):
    print("%s=%s" % (name, value), flush=True)


def check(good, what):
    if not good:
        raise SystemExit("wrong: %s" % what)


def small():
    """Siêu dữ liệu và tệp trong một lời gọi. Metadata and a file in one call."""
    documents = DocumentsApi(SENDER)
    file = os.path.join(tempfile.mkdtemp(), "Công văn thử.txt")
    with open(file, "w", encoding="utf-8") as out:
        out.write("Kính gửi")
    metadata = Metadata(to=[TO], subject="V/v thử thư viện sinh ra, Python")
    say("valid", documents.validate_document(metadata=metadata, file=[file]).valid)
    key = str(uuid.uuid4())
    first = documents.submit_document(metadata=metadata, file=[file], idempotency_key=key)
    again = documents.submit_document(metadata=metadata, file=[file], idempotency_key=key)
    check(again.replayed and again.id == first.id, "replayed")
    say("state", documents.get_document(str(first.id)).state.value)
    package = bytes(documents.get_package(str(first.id)))
    say("package", documents.validate_package(package).valid)
    return str(first.id)


def large():
    """Tệp lớn theo từng phần, rồi văn bản nêu tên nó. A large file in pieces, then the document that names it."""
    uploads = UploadsApi(SENDER)
    content = b"a" * (3 * PIECE)
    upload = str(uploads.begin_upload(NewUpload(size=len(content), name="Lớn.bin")).id)
    for offset in range(0, len(content), PIECE):
        uploads.append_to_upload(upload, offset, content[offset:offset + PIECE])
    say("offset", uploads.standing_of_upload_with_http_info(upload).headers["Upload-Offset"])
    metadata = Metadata(to=[TO], subject="V/v thử tệp lớn, Python", files=[MetadataFile(upload=upload)])
    return str(DocumentsApi(SENDER).submit_letter(metadata, idempotency_key=str(uuid.uuid4())).id)


def refused():
    try:
        DocumentsApi(SENDER).submit_letter(Metadata(to=[TO], subject="V/v quên đính kèm tệp"))
    except ApiException as e:
        check(e.status == 422 and "ANTIN-1206" in str(e.body), e.body)
        return
    raise SystemExit("a document without a file")


def take(document):
    """Nhận, tải từng tệp, xác nhận. Leases, downloads each file, acknowledges."""
    for _ in range(20):
        if document in ARRIVED:
            break
        for one in InboxApi(RECIPIENT).lease_inbox(wait=30, limit=20).documents:
            ARRIVED[str(one.id)] = one
    mine = ARRIVED[document]
    for part in mine.parts:
        content = bytes(DocumentsApi(RECIPIENT).get_part(document, part.number))
        check(len(content) == part.size and hashlib.sha256(content).hexdigest() == part.sha256, part.name)
        say("part", "%s %d" % (part.name, len(content)))
    InboxApi(RECIPIENT).acknowledge(document, Acknowledgement(lease=str(mine.lease), by="Văn thư"))


def follow(document, after, types):
    for _ in range(60):
        for event in EventsApi(SENDER).follow_events(after=after, types=types, wait=30):
            after = event.id
            if str(event.subject) == document:
                say("event", event.type)
                return
    raise SystemExit(types)


def receipts(document):
    api = ReceiptsApi(SENDER)
    known = api.list_receipts(document).receipts
    for _ in range(60):
        if all(one.href for one in known) and "ConsignmentAcceptance" in [one.event for one in known]:
            break
        time.sleep(0.5)
        known = api.list_receipts(document).receipts
    for one in known:
        say("receipt", one.event)
    check(b"Evidence" in bytes(api.get_receipt(document, known[0].id)), "receipt")
    check(bytes(api.get_receipt_on_paper(document, known[0].id, lang="vi")).startswith(b"%PDF"), "PDF")
    check(len(api.get_evidence(document)) > 0, "evidence")


def recalled(document, after):
    """Bên nhận đồng ý thu hồi: 15. The recipient agrees to the recall."""
    for attempt in range(61):
        try:
            ReportsApi(RECIPIENT).report_status(document, StatusReport(code="15"))
            break
        except ApiException as e:
            if e.status != 409 or attempt == 60:
                raise
            time.sleep(0.5)  # the recall is still on its way
    follow(document, after, "status-recall-agreed")


def run():
    say("uploadBytes", NodeApi(SENDER).get_limits().upload_bytes)
    say("agency", AgenciesApi(SENDER).get_agency(TO).name)
    say("agencies", len(AgenciesApi(SENDER).list_agencies().agencies))
    one = small()
    big = large()
    refused()
    take(one)
    take(big)
    after = str(DocumentsApi(SENDER).get_events(one).events[0].number)
    ReportsApi(RECIPIENT).report_status(one, StatusReport(code="03", staff="Văn thư"))
    follow(one, after, "status-accepted")
    say("reports", ReportsApi(SENDER).list_reports(one).reports[0].code)
    receipts(one)
    ReportsApi(SENDER).recall_document(big, RecallRequest(reason="Ban hành nhầm"))
    follow(big, after, "status-recall-asked")
    recalled(big, after)
    sent = DocumentsApi(SENDER).list_documents(direction="OUT", counterparty=TO, var_from="2020-01-01", limit=10,
                                               count=True)
    say("sent", len(sent.documents))
    say("done", one)


if __name__ == "__main__":
    try:
        run()
    except ApiException as problem:
        sys.exit("%s %s" % (problem.status, problem.body))
