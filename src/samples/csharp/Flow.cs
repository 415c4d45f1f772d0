using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Tasks;
using System.Xml;
using static Story;

/// <summary>
/// Một văn bản đi trọn vòng: gửi, nhận, xác nhận, báo trạng thái, kiểm biên nhận. A document all the way round.
///
/// Flow.exe                          cả vòng bằng REST / the whole way by REST
/// Flow.exe soap                     cả vòng bằng SOAP / the whole way by SOAP
/// Flow.exe verify receipt.xml       kiểm một biên nhận / verify one receipt
///
/// Biến môi trường / environment: ANTIN_URL ANTIN_KEY ANTIN_PEER_URL ANTIN_PEER_KEY ANTIN_TO ANTIN_CA [ANTIN_LANG=en]
/// </summary>
public static class Flow
{
    private const string Subject = "V/v thử liên thông bằng C#";

    public static int Main(string[] args)
    {
        Console.OutputEncoding = new UTF8Encoding(false);
        try
        {
            X509Certificate2 authority = Certificates.Authority(Env("ANTIN_CA"));
            if (args.Length == 2 && args[0] == "verify")
            {
                Tell(Receipt.Verify(File.ReadAllBytes(args[1]), authority));
            }
            else
            {
                (args.Length == 1 && args[0] == "soap" ? SoapFlow.Run(authority) : Run(authority)).GetAwaiter().GetResult();
            }
            return 0;
        }
        catch (Exception e) when (e is Problem || e is SoapFault || e is BrokenReceiptException)
        {
            Console.Error.WriteLine(e.Message);
        }
        catch (Exception e)
        {
            Console.Error.WriteLine(Text("Không chạy được: ", "Could not run: ") + e.GetBaseException().Message);
        }
        return 1;
    }

    private static async Task Run(X509Certificate2 authority)
    {
        Check(Webhook.SelfTest(), "Webhook: chữ ký đúng được nhận, bản giả và bản phát lại bị từ chối.",
            "Webhook: the right signature passes, forgeries and replays are refused.");
        string folder = Path.Combine(Path.GetTempPath(), "antin-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        using (var sender = new AntinClient(Env("ANTIN_URL"), Env("ANTIN_KEY"), authority, Language))
        using (var recipient = new AntinClient(Env("ANTIN_PEER_URL"), Env("ANTIN_PEER_KEY"), authority, Language))
        {
            await sender.Get("/api/v1/limits"); // khóa sai lộ ra ngay ở đây / a wrong key shows here
            string id = await Send(sender, Path.Combine(folder, "Công văn thử.txt"));
            await Receive(recipient, id, folder);
            await Follow(sender, id, authority);
        }
        Say("Xong: văn bản đã đi trọn vòng.", "Done: the document went all the way.");
    }

    private static async Task<string> Send(AntinClient sender, string file)
    {
        File.WriteAllText(file, new string('a', 300000));
        string metadata = Json.Write(
            "to", new[] { Env("ANTIN_TO") }, "subject", Subject, "urgency", "URGENT");
        // Lưu khóa này cùng văn bản TRƯỚC khi gửi: gửi lại với đúng khóa ấy không bao giờ thành hai văn bản.
        // Store the key with the document BEFORE sending: repeated with it, it never becomes two documents.
        string key = Guid.NewGuid().ToString();
        XmlElement sent = await sender.Submit(metadata, new[] { file }, key);
        XmlElement again = await sender.Submit(metadata, new[] { file }, key);
        string id = sent["id"].InnerText;
        Say($"Đã gửi {id}, nút đã cất giữ.", $"Sent {id}, the node has stored it.");
        Check(again["id"].InnerText == id && again["replayed"].InnerText == "true",
            "Gửi lại như khi mất mạng: vẫn là văn bản ấy.", "Sent again as after a broken line: the same document.");
        string wrong = Json.Write("to", new[] { "H99.99" }, "subject", "V/v gửi nhầm");
        try
        {
            await sender.Submit(wrong, new[] { file }, Guid.NewGuid().ToString());
        }
        catch (Problem e)
        {
            Say("Gửi nhầm mã cơ quan thì bị từ chối: " + e.Message, "A wrong code is refused: " + e.Message);
            return id;
        }
        throw new InvalidOperationException("H99.99");
    }

    private static async Task Receive(AntinClient recipient, string id, string folder)
    {
        XmlElement mine = null;
        var others = new List<XmlElement>();
        for (int i = 0; mine == null && i < 20; i++)
        {
            List<XmlElement> offers = await recipient.Inbox(30);
            mine = offers.FirstOrDefault(offer => offer["id"].InnerText == id);
            others.AddRange(offers.Where(offer => offer != mine));
        }
        foreach (XmlElement other in others)
        {
            await recipient.GiveBack(other, "mẫu thử chỉ nhận văn bản của nó / the sample takes its own only");
        }
        Check(mine != null, "Bên nhận đã thấy văn bản trong hộp đến.", "The recipient has it in the inbox.");
        byte[] envelope = await recipient.Bytes($"/api/v1/documents/{id}/edxml");
        Check(Encoding.UTF8.GetString(envelope).Contains(Subject),
            $"Gói edXML: {envelope.Length} byte.", $"The edXML package: {envelope.Length} bytes.");
        var part = (XmlElement)mine["parts"].FirstChild;
        string name = part["name"].InnerText;
        string sha256 = await recipient.Download(part["href"].InnerText, Path.Combine(folder, "received"));
        Check(sha256 == part["sha256"].InnerText,
            $"Tệp “{name}” đúng mã băm {sha256}.", $"The file “{name}” has its digest {sha256}.");
        await recipient.Acknowledge(mine, "Văn thư (mẫu C#)");
        await recipient.Acknowledge(mine, "Văn thư (mẫu C#)");
        Say("Đã xác nhận; xác nhận lần hai không đổi gì.", "Acknowledged; a second time changes nothing.");
        await recipient.Report(id, Json.Write("code", "03", "staff", "Trần Thị Mẫu"), Guid.NewGuid().ToString());
        Say("Đã báo 03, đã tiếp nhận.", "Reported 03, accepted.");
    }

    /// <summary>Chờ biên nhận cuối rồi kiểm tất cả. Waits for the last receipt, then verifies them all.</summary>
    private static async Task Follow(AntinClient sender, string id, X509Certificate2 authority)
    {
        var receipts = new List<XmlElement>();
        for (int i = 0; i < 60 && !Complete(receipts); i++)
        {
            await Task.Delay(i == 0 ? 0 : 1000);
            XmlElement list = await sender.Get($"/api/v1/documents/{id}/receipts");
            receipts = list["receipts"].ChildNodes.OfType<XmlElement>().ToList();
        }
        Check(Complete(receipts), $"Biên nhận đã về đủ: {receipts.Count}.", $"All receipts are here: {receipts.Count}.");
        byte[] xml = null;
        foreach (XmlElement each in receipts)
        {
            xml = await sender.Bytes(each["href"].InnerText);
            Receipt receipt = Receipt.Verify(xml, authority);
            Tell(receipt);
            if (receipt.Document != id)
            {
                throw new BrokenReceiptException("Biên nhận của văn bản khác. / The receipt is of another document.");
            }
        }
        Say("Chưa kiểm ở đây: dấu thời gian, nhân chứng của trục, danh bạ, thu hồi; hãy dùng antin verify.",
            "Not verified here: time-stamp, witness, directory, revocation; use antin verify.");
        int letter = Encoding.ASCII.GetString(xml).IndexOf("<Evidence>", StringComparison.Ordinal) + 100;
        xml[letter] = (byte)(xml[letter] == 'A' ? 'B' : 'A');
        try
        {
            Receipt.Verify(xml, authority);
        }
        catch (BrokenReceiptException e)
        {
            Say("Sửa một chữ thì lộ ngay: " + e.Message, "One letter changed is found: " + e.Message);
            return;
        }
        throw new InvalidOperationException("forged");
    }

    private static bool Complete(List<XmlElement> receipts)
    {
        return receipts.All(each => each["href"] != null)
            && receipts.Any(each => each["event"].InnerText == "ConsignmentAcceptance");
    }
}
