using System;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

/// <summary>
/// Kiểm chữ ký của một webhook trước khi tin nội dung (Standard Webhooks).
/// Checks the signature of a webhook before anything in it is believed.
/// </summary>
public sealed class Webhook
{
    private const long ToleranceSeconds = 300;

    private readonly byte[] secret;

    /// <param name="secret">"whsec_" + base64, như nút đã cấp / as the node gave it</param>
    public Webhook(string secret)
    {
        this.secret = Convert.FromBase64String(Regex.Replace(secret, "^whsec_", ""));
    }

    /// <summary>
    /// Ba tiêu đề webhook-id, webhook-timestamp, webhook-signature và thân đúng từng byte như đã nhận.
    /// The three headers, and the body byte for byte as it came. False: answer 401 and do nothing.
    /// </summary>
    public bool Verify(string id, string timestamp, string signatures, byte[] body, long nowSeconds)
    {
        if (!Regex.IsMatch(timestamp, "\\A[0-9]{1,12}\\z") || Math.Abs(nowSeconds - long.Parse(timestamp)) > ToleranceSeconds)
        {
            return false; // quá 5 phút: có thể là phát lại / may be a replay
        }
        using (var mac = new HMACSHA256(secret))
        {
            byte[] signed = Encoding.UTF8.GetBytes(id + "." + timestamp + ".").Concat(body).ToArray();
            string expected = "v1," + Convert.ToBase64String(mac.ComputeHash(signed));
            // Khi đổi khóa có hai chữ ký. While a secret is exchanged there are two.
            return signatures.Split(' ').Aggregate(false, (found, each) => Same(each, expected) | found);
        }
    }

    /// <summary>So sánh không lộ thời gian. Takes the same time whatever differs.</summary>
    private static bool Same(string one, string other)
    {
        int differences = one.Length ^ other.Length;
        for (int i = 0; i < other.Length; i++)
        {
            differences |= other[i] ^ (i < one.Length ? one[i] : 0);
        }
        return differences == 0;
    }

    /// <summary>Ví dụ đã công bố của Standard Webhooks, và bản giả. The published example, and forgeries.</summary>
    public static bool SelfTest()
    {
        var webhook = new Webhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        const string id = "msg_p5jXN8AQM9LWM0D4loKWxJek", at = "1614265330";
        const string good = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        const long then = 1614265330;
        byte[] body = Encoding.UTF8.GetBytes("{\"test\": 2432232314}");
        byte[] other = Encoding.UTF8.GetBytes("{\"test\": 2432232315}");
        return webhook.Verify(id, at, good, body, then)
            && webhook.Verify(id, at, "v1,AAAA " + good, body, then + ToleranceSeconds)
            && !webhook.Verify(id, at, good, other, then)
            && !webhook.Verify(id, at, "v1,AAAA", body, then)
            && !webhook.Verify(id, at, good, body, then + ToleranceSeconds + 1);
    }
}
