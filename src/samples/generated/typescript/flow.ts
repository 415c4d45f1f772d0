// Luồng đầy đủ bằng thư viện sinh từ openapi.yaml (clients.sh typescript). The complete flow by a generated client.
// Node.js 18 trở lên / or newer. ANTIN_URL ANTIN_KEY ANTIN_PEER_URL ANTIN_PEER_KEY ANTIN_TO NODE_EXTRA_CA_CERTS
import { createHash, randomUUID } from "node:crypto";
import { File } from "node:buffer";
import {
  AgenciesApi,
  Configuration,
  DocumentsApi,
  EventsApi,
  InboxApi,
  NodeApi,
  ReceiptsApi,
  ReportsApi,
  ResponseError,
  UploadsApi,
} from "./index";
import type { InboxDocument, Receipt } from "./index";

const PIECE = 1 << 20;

function env(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error("thiếu biến môi trường / set the variable " + name);
  }
  return value;
}

function say(name: string, value: unknown): void {
  console.log(`${name}=${value}`);
}

function check(good: boolean, what: string): void {
  if (!good) {
    throw new Error("wrong: " + what);
  }
}

const sender = new Configuration({ basePath: env("ANTIN_URL") + "/api/v1", accessToken: env("ANTIN_KEY") });
const recipient = new Configuration({ basePath: env("ANTIN_PEER_URL") + "/api/v1", accessToken: env("ANTIN_PEER_KEY") });
const to = env("ANTIN_TO");
const arrived = new Map<string, InboxDocument>();

// Siêu dữ liệu và tệp trong một lời gọi. Metadata and a file in one call.
async function small(): Promise<string> {
  const documents = new DocumentsApi(sender);
  const file = [new File(["Kính gửi"], "Công văn thử.txt", { type: "text/plain" }) as unknown as Blob];
  const metadata = { to: [to], subject: "V/v thử thư viện sinh ra, TypeScript" };
  say("valid", (await documents.validateDocument({ metadata, file })).valid);
  const idempotencyKey = randomUUID();
  const first = await documents.submitDocument({ metadata, file, idempotencyKey });
  const again = await documents.submitDocument({ metadata, file, idempotencyKey });
  check(again.replayed && again.id === first.id, "replayed");
  say("state", (await documents.getDocument({ id: first.id })).state);
  const body = await documents.getPackage({ id: first.id });
  say("package", (await documents.validatePackage({ body })).valid);
  return first.id;
}

// Tệp lớn theo từng phần, rồi văn bản nêu tên nó. A large file in pieces, then the document that names it.
async function large(): Promise<string> {
  const uploads = new UploadsApi(sender);
  const content = new Uint8Array(3 * PIECE).fill(97);
  const { id } = await uploads.beginUpload({ newUpload: { size: content.length, name: "Lớn.bin" } });
  for (let offset = 0; offset < content.length; offset += PIECE) {
    const body = new Blob([content.slice(offset, offset + PIECE)]);
    await uploads.appendToUpload({ id, uploadOffset: offset, body });
  }
  say("offset", (await uploads.standingOfUploadRaw({ id })).raw.headers.get("Upload-Offset"));
  const metadata = { to: [to], subject: "V/v thử tệp lớn, TypeScript", files: [{ upload: id }] };
  return (await new DocumentsApi(sender).submitLetter({ metadata, idempotencyKey: randomUUID() })).id;
}

async function refused(): Promise<void> {
  try {
    await new DocumentsApi(sender).submitLetter({ metadata: { to: [to], subject: "V/v quên đính kèm tệp" } });
  } catch (e) {
    if (!(e instanceof ResponseError)) {
      throw e;
    }
    const problem = await e.response.json();
    check(problem.status === 422 && problem.code === "ANTIN-1206", JSON.stringify(problem));
    return;
  }
  throw new Error("a document without a file");
}

// Nhận, tải từng tệp, xác nhận. Leases, downloads each file, acknowledges.
async function take(id: string): Promise<void> {
  const inbox = new InboxApi(recipient);
  for (let i = 0; i < 20 && !arrived.has(id); i++) {
    (await inbox.leaseInbox({ wait: 30, limit: 20 })).documents.forEach((one) => arrived.set(one.id, one));
  }
  const mine = arrived.get(id);
  if (!mine) {
    throw new Error("not arrived: " + id);
  }
  for (const part of mine.parts) {
    const file = await new DocumentsApi(recipient).getPart({ id, number: part.number });
    const content = new Uint8Array(await file.arrayBuffer());
    const sha256 = createHash("sha256").update(content).digest("hex");
    check(content.length === part.size && sha256 === part.sha256, part.name);
    say("part", `${part.name} ${content.length}`);
  }
  await inbox.acknowledge({ id, acknowledgement: { lease: mine.lease, by: "Văn thư" } });
}

async function follow(id: string, after: string, types: string): Promise<void> {
  for (let i = 0; i < 60; i++) {
    for (const event of await new EventsApi(sender).followEvents({ after, types, wait: 30 })) {
      after = event.id;
      if (event.subject === id) {
        say("event", event.type);
        return;
      }
    }
  }
  throw new Error(types);
}

async function receipts(id: string): Promise<void> {
  const api = new ReceiptsApi(sender);
  const complete = (list: Receipt[]) =>
    list.every((one) => one.href) && list.some((one) => one.event === "ConsignmentAcceptance");
  let all = (await api.listReceipts({ id })).receipts;
  for (let i = 0; i < 60 && !complete(all); i++) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    all = (await api.listReceipts({ id })).receipts;
  }
  all.forEach((one) => say("receipt", one.event));
  const receipt = all[0].id;
  check((await (await api.getReceipt({ id, receipt })).text()).includes("Evidence"), "receipt");
  check((await (await api.getReceiptOnPaper({ id, receipt, lang: "vi" })).text()).startsWith("%PDF"), "PDF");
  check((await api.getEvidence({ id })).size > 0, "evidence");
}

// Bên nhận đồng ý thu hồi: 15. The recipient agrees to the recall.
async function recalled(id: string, after: string): Promise<void> {
  for (let i = 0; ; i++) {
    try {
      await new ReportsApi(recipient).reportStatus({ id, statusReport: { code: "15" } });
      break;
    } catch (e) {
      if (!(e instanceof ResponseError) || e.response.status !== 409 || i === 60) {
        throw e;
      }
      await new Promise((resolve) => setTimeout(resolve, 500)); // the recall is still on its way
    }
  }
  await follow(id, after, "status-recall-agreed");
}

async function run(): Promise<void> {
  say("uploadBytes", (await new NodeApi(sender).getLimits()).uploadBytes);
  say("agency", (await new AgenciesApi(sender).getAgency({ code: to })).name);
  say("agencies", (await new AgenciesApi(sender).listAgencies()).agencies.length);
  const one = await small();
  const big = await large();
  await refused();
  await take(one);
  await take(big);
  const after = String((await new DocumentsApi(sender).getEvents({ id: one })).events[0].number);
  await new ReportsApi(recipient).reportStatus({ id: one, statusReport: { code: "03", staff: "Văn thư" } });
  await follow(one, after, "status-accepted");
  say("reports", (await new ReportsApi(sender).listReports({ id: one })).reports[0].code);
  await receipts(one);
  await new ReportsApi(sender).recallDocument({ id: big, recallRequest: { reason: "Ban hành nhầm" } });
  await follow(big, after, "status-recall-asked");
  await recalled(big, after);
  const sent = await new DocumentsApi(sender).listDocuments({
    direction: "OUT",
    counterparty: to,
    from: "2020-01-01",
    limit: 10,
    count: true,
  });
  say("sent", sent.documents.length);
  say("done", one);
}

run().catch(async (e) => {
  console.log(e instanceof ResponseError ? `${e.response.status} ${await e.response.text().catch(() => "")}` : e);
  process.exit(1);
});
