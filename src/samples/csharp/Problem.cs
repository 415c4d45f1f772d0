using System;
using System.Net.Http;
using System.Runtime.Serialization.Json;
using System.Text;
using System.Threading.Tasks;
using System.Xml;

/// <summary>Nút từ chối: mã cố định và một câu cho người dùng. The node refused: a stable code and a sentence.</summary>
public sealed class Problem : Exception
{
    public string Code { get; }

    /// <summary>Cùng lời gọi ấy có thể được sau này. The same call may work later.</summary>
    public bool Retryable { get; }

    public TimeSpan RetryAfter { get; }

    private Problem(string code, string sentence, bool retryable, TimeSpan retryAfter) : base(code + " " + sentence)
    {
        Code = code;
        Retryable = retryable;
        RetryAfter = retryAfter;
    }

    /// <summary>application/problem+json (RFC 9457), như nút trả lời / as the node answers.</summary>
    public static async Task<Problem> Read(HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync().ConfigureAwait(false);
        if (!text.StartsWith("{", StringComparison.Ordinal))
        {
            return new Problem("HTTP " + (int)answer.StatusCode, text, (int)answer.StatusCode >= 500, TimeSpan.Zero);
        }
        XmlElement said = Json.Read(text);
        string after = said["retryAfter"]?.InnerText ?? "0";
        return new Problem(
            said["code"].InnerText,
            said["detail"].InnerText,
            said["retryable"]?.InnerText == "true",
            TimeSpan.FromSeconds(int.Parse(after)));
    }
}

/// <summary>JSON đọc thành XML, bằng chính .NET. JSON read as XML, by .NET itself.</summary>
public static class Json
{
    public static XmlElement Read(string text)
    {
        var document = new XmlDocument();
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        using (var reader = JsonReaderWriterFactory.CreateJsonReader(bytes, XmlDictionaryReaderQuotas.Max))
        {
            document.Load(reader);
        }
        return document.DocumentElement;
    }

    /// <summary>Một đối tượng: tên, giá trị, tên, giá trị …; giá trị là chuỗi hay mảng chuỗi. Names and values in turn.</summary>
    public static string Write(params object[] namesAndValues)
    {
        var json = new StringBuilder();
        for (int i = 0; i < namesAndValues.Length; i += 2)
        {
            string[] list = namesAndValues[i + 1] as string[];
            string value = list == null
                ? Quoted((string)namesAndValues[i + 1])
                : "[" + string.Join(",", Array.ConvertAll(list, Quoted)) + "]";
            json.Append(i == 0 ? "" : ",").Append(Quoted((string)namesAndValues[i])).Append(':').Append(value);
        }
        return "{" + json + "}";
    }

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char each in text)
        {
            bool plain = each >= ' ' && each != '"' && each != '\\';
            quoted.Append(plain ? each.ToString() : "\\u" + ((int)each).ToString("x4"));
        }
        return quoted.Append('"').ToString();
    }
}
