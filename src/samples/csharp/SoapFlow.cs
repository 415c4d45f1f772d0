using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using System.Xml;
using static Story;

/// <summary>
/// Một nút Antin qua SOAP 1.1, tệp đi bằng MTOM thẳng từ đĩa. A node by SOAP 1.1; files go by MTOM from the disk.
///
/// Viết tay vì svcutil của mono sinh ra tệp rỗng từ WSDL; trong Visual Studio hãy dùng "Add Service Reference".
/// By hand, for mono's svcutil makes an empty file of the WSDL; in Visual Studio use "Add Service Reference".
/// </summary>
public sealed class SoapFlow
{
    private const string Subject = "V/v thử liên thông bằng SOAP của C#";

    private readonly HttpClient http;
    private readonly string door;

    private SoapFlow(string url, string key, X509Certificate2 authority)
    {
        door = url + "/services/documents";
        http = AntinClient.Connection(new Uri(url).Host, authority);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        http.DefaultRequestHeaders.AcceptLanguage.ParseAdd(Language);
    }

    public static async Task Run(X509Certificate2 authority)
    {
        var sender = new SoapFlow(Env("ANTIN_URL"), Env("ANTIN_KEY"), authority);
        var recipient = new SoapFlow(Env("ANTIN_PEER_URL"), Env("ANTIN_PEER_KEY"), authority);
        // Lời gọi nhỏ trước: khóa sai lộ ra trước khi tệp lên đường. A small call first: a wrong key shows before files go.
        XmlElement known = await sender.Call("ListAgencies", Element("words", Env("ANTIN_TO")));
        Check(All(known, "code").Any(code => code.InnerText == Env("ANTIN_TO")),
            "Danh bạ có cơ quan nhận " + Env("ANTIN_TO") + ".", "The directory knows " + Env("ANTIN_TO") + ".");
        string id = await Send(sender);
        await Receive(recipient, id);
        await Follow(sender, id, authority);
        Say("Xong: văn bản đã đi trọn vòng bằng SOAP.", "Done: the document went all the way by SOAP.");
    }

    private static async Task<string> Send(SoapFlow sender)
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, new string('a', 3000000));
        // Lưu khóa này TRƯỚC khi gửi: gửi lại với đúng khóa ấy không bao giờ thành hai văn bản.
        // Store the key BEFORE sending: repeated with it, it never becomes two documents.
        string key = Element("idempotencyKey", Guid.NewGuid().ToString());
        string letter = key + "<letter>" + Element("to", Env("ANTIN_TO")) + Element("subject", Subject)
            + Element("urgency", "URGENT") + "<file>" + Element("name", "Công văn thử.txt") + "<content>"
            + "<x:Include xmlns:x='http://www.w3.org/2004/08/xop/include' href='cid:file'/></content></file></letter>";
        XmlElement sent = await sender.Call("SubmitDocument", letter, file);
        XmlElement again = await sender.Call("SubmitDocument", letter, file);
        string id = Text(sent, "id");
        Say($"Đã gửi {id}, nút đã cất giữ.", $"Sent {id}, the node has stored it.");
        Check(Text(again, "id") == id && Text(again, "replayed") == "true",
            "Gửi lại như khi mất mạng: vẫn là văn bản ấy.", "Sent again as after a broken line: the same document.");
        try
        {
            string wrong = letter.Replace(key, "").Replace(Element("to", Env("ANTIN_TO")), Element("to", "H99.99"));
            await sender.Call("SubmitDocument", wrong, file);
        }
        catch (SoapFault e)
        {
            Say("Gửi nhầm mã cơ quan thì bị từ chối: " + e.Message, "A wrong code is refused: " + e.Message);
            return id;
        }
        throw new InvalidOperationException("H99.99");
    }

    private static async Task Receive(SoapFlow recipient, string id)
    {
        XmlElement offer = null;
        for (int i = 0; offer == null && i < 60; i++)
        {
            // Những văn bản khác: hết thời hạn giữ thì nút đưa ra lại. Others are offered again once their lease ends.
            await Task.Delay(i == 0 ? 0 : 1000);
            XmlElement list = await recipient.Call("ListPending", Element("limit", "100"));
            offer = All(list, "document").FirstOrDefault(each => Text(each, "id") == id);
        }
        Check(offer != null, "Bên nhận đã thấy văn bản.", "The recipient has the document.");
        XmlElement file = All(await recipient.Call("GetDocument", Element("id", id)), "file")
            .Single(each => All(each, "content").Length == 1);
        using (SHA256 sha = SHA256.Create())
        {
            byte[] content = Convert.FromBase64String(Text(file, "content"));
            string sha256 = BitConverter.ToString(sha.ComputeHash(content)).Replace("-", "").ToLowerInvariant();
            Check(sha256 == Text(file, "sha256"), $"Tệp “{Text(file, "name")}” đúng mã băm {sha256}.",
                $"The file “{Text(file, "name")}” has its digest {sha256}.");
        }
        await recipient.Call("ConfirmReceived",
            Element("id", id) + Element("lease", Text(offer, "lease")) + Element("by", "Văn thư (mẫu C# SOAP)"));
        Say("Đã xác nhận.", "Acknowledged.");
        await recipient.Call("UpdateStatus", Element("id", id) + Element("code", "03") + Element("staff", "Trần Thị Mẫu"));
        Say("Đã báo 03, đã tiếp nhận.", "Reported 03, accepted.");
    }

    private static async Task Follow(SoapFlow sender, string id, X509Certificate2 authority)
    {
        XmlElement[] receipts = new XmlElement[0];
        bool complete = false;
        for (int i = 0; !complete && i < 60; i++)
        {
            await Task.Delay(i == 0 ? 0 : 1000);
            receipts = All(await sender.Call("GetReceipts", Element("id", id)), "receipt");
            complete = receipts.All(each => All(each, "xml").Length == 1)
                && receipts.Any(each => Text(each, "event") == "ConsignmentAcceptance");
        }
        Check(complete, $"Biên nhận đã về đủ: {receipts.Length}.", $"All receipts are here: {receipts.Length}.");
        foreach (XmlElement each in receipts)
        {
            Receipt receipt = Receipt.Verify(Convert.FromBase64String(Text(each, "xml")), authority);
            Tell(receipt);
            if (receipt.Document != id)
            {
                throw new BrokenReceiptException("Biên nhận của văn bản khác. / The receipt is of another document.");
            }
        }
    }

    private async Task<XmlElement> Call(string operation, string fields, string file = null)
    {
        string envelope = "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body><" + operation
            + " xmlns='urn:antin:documents:1'>" + fields + "</" + operation + "></e:Body></e:Envelope>";
        using (HttpContent body = file == null ? Xml(envelope, "text/xml; charset=utf-8") : Mtom(envelope, file))
        using (HttpResponseMessage answer = await http.PostAsync(door, body))
        {
            var document = new XmlDocument { XmlResolver = null };
            // Hỏi bằng MTOM thì trả lời cũng là MTOM: phần đầu là thông điệp. Asked by MTOM it answers so: first the message.
            string text = await answer.Content.ReadAsStringAsync();
            document.LoadXml(Regex.Match(text, "<(\\w+:)?Envelope.*Envelope>", RegexOptions.Singleline).Value);
            XmlElement fault = All(document.DocumentElement, "faultstring").FirstOrDefault();
            if (fault != null)
            {
                throw new SoapFault(Text(document.DocumentElement, "code") + " " + fault.InnerText);
            }
            return document.DocumentElement;
        }
    }

    /// <summary>Thông điệp, rồi tệp nguyên dạng nhị phân (XOP). The message, then the file as it is.</summary>
    private static HttpContent Mtom(string envelope, string file)
    {
        var body = new MultipartContent("related", "antin-" + Guid.NewGuid().ToString("N"));
        body.Headers.ContentType.Parameters.Add(new NameValueHeaderValue("type", "\"application/xop+xml\""));
        body.Headers.ContentType.Parameters.Add(new NameValueHeaderValue("start", "\"<root>\""));
        body.Headers.ContentType.Parameters.Add(new NameValueHeaderValue("start-info", "\"text/xml\""));
        HttpContent root = Xml(envelope, "application/xop+xml; charset=utf-8; type=\"text/xml\"");
        root.Headers.Add("Content-ID", "<root>");
        HttpContent content = new StreamContent(File.OpenRead(file));
        content.Headers.Add("Content-ID", "<file>");
        content.Headers.Add("Content-Transfer-Encoding", "binary");
        body.Add(root);
        body.Add(content);
        return body;
    }

    private static HttpContent Xml(string text, string type)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return content;
    }

    private static string Element(string name, string value)
    {
        return "<" + name + ">" + SecurityElement.Escape(value) + "</" + name + ">";
    }

    private static XmlElement[] All(XmlElement parent, string name)
    {
        return parent.SelectNodes(".//*[local-name()='" + name + "']").OfType<XmlElement>().ToArray();
    }

    private static string Text(XmlElement parent, string name)
    {
        return All(parent, name)[0].InnerText;
    }
}

/// <summary>Nút từ chối: cùng mã và câu như REST. The node refused: code and sentence as by REST.</summary>
public sealed class SoapFault : Exception
{
    public SoapFault(string sentence) : base(sentence)
    {
    }
}
