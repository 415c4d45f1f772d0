using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Tasks;
using System.Xml;

/// <summary>
/// Gọi một nút Antin bằng REST; .NET Framework 4.6, không cần thư viện. Calls a node by REST; no library.
/// Mọi lời gọi ở đây lặp lại được: GET không đổi gì, POST mang Idempotency-Key, xác nhận lần hai không đổi gì.
/// Every call here may be repeated: GET changes nothing, POST carries a key, a second acknowledgement changes nothing.
/// </summary>
public sealed class AntinClient : IDisposable
{
    private const int Attempts = 5;

    private readonly HttpClient http;
    private readonly string url;

    /// <param name="authority">chứng thư gốc của tỉnh / the province's root certificate</param>
    public AntinClient(string url, string key, X509Certificate2 authority, string language)
    {
        this.url = url;
        http = Connection(new Uri(url).Host, authority);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        http.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
    }

    /// <summary>Chỉ tin chứng thư gốc của tỉnh; không cần cài. Believes the province's root; nothing to install.</summary>
    public static HttpClient Connection(string host, X509Certificate2 authority)
    {
        ServicePointManager.SecurityProtocol |= SecurityProtocolType.Tls12;
        var handler = new HttpClientHandler();
        // Có từ 4.7.1 (và trong mono); trước đó chỉ có cách chung cho cả tiến trình. From 4.7.1 on; before, process-wide.
        var property = typeof(HttpClientHandler).GetProperty("ServerCertificateCustomValidationCallback");
        if (property != null)
        {
            Func<HttpRequestMessage, X509Certificate2, X509Chain, SslPolicyErrors, bool> own =
                (request, certificate, chain, errors) => IsNode(certificate, authority, errors);
            property.SetValue(handler, own);
        }
        else
        {
            ServicePointManager.ServerCertificateValidationCallback = (sender, certificate, chain, errors) =>
                (sender as HttpWebRequest)?.RequestUri.Host == host
                    ? IsNode(new X509Certificate2(certificate), authority, errors)
                    : errors == SslPolicyErrors.None;
        }
        var http = new HttpClient(handler) { Timeout = TimeSpan.FromMinutes(10) };
        http.DefaultRequestHeaders.ExpectContinue = true; // nút từ chối trước khi tệp lên đường / refused before files go
        return http;
    }

    /// <summary>Tên phải đúng; chuỗi tin cậy do ta tự kiểm. The name must fit; the trust is checked here.</summary>
    private static bool IsNode(X509Certificate2 certificate, X509Certificate2 authority, SslPolicyErrors errors)
    {
        return (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None
            && Certificates.IsOf(certificate, authority);
    }

    /// <summary>Gửi văn bản; tệp đi thẳng từ đĩa. Sends; files go straight from the disk.</summary>
    public Task<XmlElement> Submit(string metadata, IEnumerable<string> files, string idempotencyKey)
    {
        return Post("/api/v1/documents", idempotencyKey, () =>
        {
            var body = new MultipartFormDataContent();
            body.Add(Part("metadata", null, JsonBody(metadata)));
            foreach (string file in files)
            {
                body.Add(Part("file", Path.GetFileName(file), new StreamContent(File.OpenRead(file))));
            }
            return body;
        });
    }

    /// <summary>Giữ tới 100 văn bản mới; chờ đến khi có. Leases up to 100 new documents; waits until there are some.</summary>
    public async Task<List<XmlElement>> Inbox(int waitSeconds)
    {
        XmlElement inbox = await Get("/api/v1/inbox?limit=100&wait=" + waitSeconds).ConfigureAwait(false);
        return inbox["documents"].ChildNodes.OfType<XmlElement>().ToList();
    }

    /// <summary>Chỉ xác nhận khi văn bản đã nằm chắc trong phần mềm. Only once your software has stored it.</summary>
    public Task Acknowledge(XmlElement offer, string by)
    {
        string said = Json.Write("lease", offer["lease"].InnerText, "by", by);
        return Post("/api/v1/inbox/" + offer["id"].InnerText + "/ack", null, () => JsonBody(said));
    }

    /// <summary>Trả lại để được đưa ra lần nữa. Gives back; it is offered again.</summary>
    public Task GiveBack(XmlElement offer, string reason)
    {
        string said = Json.Write("lease", offer["lease"].InnerText, "reason", reason);
        return Post("/api/v1/inbox/" + offer["id"].InnerText + "/nack", null, () => JsonBody(said));
    }

    /// <summary>Báo trạng thái 02 … 06. Reports how far the document is.</summary>
    public Task<XmlElement> Report(string id, string said, string idempotencyKey)
    {
        return Post("/api/v1/documents/" + id + "/status", idempotencyKey, () => JsonBody(said));
    }

    public async Task<XmlElement> Get(string path)
    {
        return Json.Read(Encoding.UTF8.GetString(await Bytes(path).ConfigureAwait(false)));
    }

    public Task<byte[]> Bytes(string path)
    {
        return Call(() => new HttpRequestMessage(HttpMethod.Get, url + path),
            answer => answer.Content.ReadAsByteArrayAsync());
    }

    /// <summary>Tải thẳng xuống đĩa; trả về SHA-256 của đúng những gì đã ghi. Straight to the disk; its SHA-256.</summary>
    public Task<string> Download(string path, string to)
    {
        return Call(() => new HttpRequestMessage(HttpMethod.Get, url + path), async answer =>
        {
            using (var file = new FileStream(to, FileMode.Create, FileAccess.ReadWrite))
            using (SHA256 sha = SHA256.Create())
            {
                await answer.Content.CopyToAsync(file).ConfigureAwait(false);
                file.Position = 0;
                return BitConverter.ToString(sha.ComputeHash(file)).Replace("-", "").ToLowerInvariant();
            }
        });
    }

    private Task<XmlElement> Post(string path, string idempotencyKey, Func<HttpContent> body)
    {
        return Call(() =>
        {
            var request = new HttpRequestMessage(HttpMethod.Post, url + path) { Content = body() };
            if (idempotencyKey != null)
            {
                request.Headers.Add("Idempotency-Key", idempotencyKey);
            }
            return request;
        }, async answer =>
        {
            string text = await answer.Content.ReadAsStringAsync().ConfigureAwait(false);
            return text.Length == 0 ? null : Json.Read(text);
        });
    }

    /// <summary>Chỉ thử lại khi đứt mạng hoặc nút nói "sau này". After a broken line or when the node says "later".</summary>
    private async Task<T> Call<T>(Func<HttpRequestMessage> request, Func<HttpResponseMessage, Task<T>> read)
    {
        for (int attempt = 1; ; attempt++)
        {
            TimeSpan pause = TimeSpan.FromMilliseconds(500 << attempt);
            try
            {
                using (HttpRequestMessage sent = request())
                using (HttpResponseMessage answer = await http
                    .SendAsync(sent, HttpCompletionOption.ResponseHeadersRead).ConfigureAwait(false))
                {
                    if (!answer.IsSuccessStatusCode)
                    {
                        throw await Problem.Read(answer).ConfigureAwait(false);
                    }
                    return await read(answer).ConfigureAwait(false);
                }
            }
            catch (Problem refused) when (refused.Retryable && attempt < Attempts)
            {
                pause = refused.RetryAfter > pause ? refused.RetryAfter : pause;
            }
            catch (Exception silence) when (attempt < Attempts && !Untrusted(silence)
                && (silence is HttpRequestException || silence is IOException || silence is TaskCanceledException))
            {
                // Không biết việc đã xong hay chưa: lặp lại là an toàn. Nobody knows whether it was done: repeat.
            }
            await Task.Delay(pause).ConfigureAwait(false);
        }
    }

    private static bool Untrusted(Exception e) =>
        e != null && (e is System.Security.Authentication.AuthenticationException || Untrusted(e.InnerException));

    private static StringContent JsonBody(string json) => new StringContent(json, Encoding.UTF8, "application/json");

    private static HttpContent Part(string name, string fileName, HttpContent content)
    {
        content.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data")
            { Name = "\"" + name + "\"", FileNameStar = fileName };
        return content;
    }

    public void Dispose() => http.Dispose();
}
