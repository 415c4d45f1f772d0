using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

/// <summary>Chứng thư của tỉnh và chữ ký theo nó. The province's certificates, and signatures by them.</summary>
public static class Certificates
{
    private const string EcdsaSha256 = "1.2.840.10045.4.3.2";
    private const string RsaSha256 = "1.2.840.113549.1.1.11";

    /// <summary>Chứng thư gốc: trong province.trust, hoặc một tệp PEM. The root: in province.trust, or a PEM file.</summary>
    public static X509Certificate2 Authority(string file)
    {
        string text = File.ReadAllText(file, Encoding.UTF8);
        string[] pem = text.Substring(Math.Max(0, text.IndexOf("role: anchor", StringComparison.Ordinal)))
            .Split(new[] { "-----" }, StringSplitOptions.None);
        return new X509Certificate2(Convert.FromBase64String(pem[2]));
    }

    /// <summary>Còn hạn và do gốc của tỉnh ký. In time, and signed by the province's root.</summary>
    public static bool IsOf(X509Certificate2 certificate, X509Certificate2 authority)
    {
        bool inTime = certificate.NotBefore <= DateTime.Now && DateTime.Now <= certificate.NotAfter;
        List<byte[]> parts = Elements(Content(certificate.RawData)); // tbsCertificate, algorithm, signature
        byte[] signature = Content(parts[2]).Skip(1).ToArray();
        bool named = certificate.IssuerName.RawData.SequenceEqual(authority.SubjectName.RawData);
        switch (certificate.SignatureAlgorithm.Value)
        {
            case EcdsaSha256:
                byte[] joined = Elements(Content(signature)).SelectMany(number => Padded(Content(number))).ToArray();
                return inTime && named && Ecdsa(authority, parts[0], joined);
            case RsaSha256:
                return inTime && named && Rsa(authority, parts[0], signature);
            default:
                throw new NotSupportedException(certificate.SignatureAlgorithm.Value);
        }
    }

    public static bool Ecdsa(X509Certificate2 signer, byte[] signed, byte[] signature)
    {
        using (SHA256 sha = SHA256.Create())
        {
            return EcdsaP256.Verify(signer.GetPublicKey(), sha.ComputeHash(signed), signature);
        }
    }

    public static bool Rsa(X509Certificate2 signer, byte[] signed, byte[] signature)
    {
        using (RSA key = signer.GetRSAPublicKey())
        {
            return key != null && key.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
    }

    /// <summary>DER: các phần tử nối nhau, mỗi phần cả tiêu đề. The elements in a row, each with its header.</summary>
    private static List<byte[]> Elements(byte[] row)
    {
        var elements = new List<byte[]>();
        for (int at = 0; at < row.Length;)
        {
            int header, length = Length(row, at, out header);
            elements.Add(row.Skip(at).Take(header + length).ToArray());
            at += header + length;
        }
        return elements;
    }

    private static byte[] Content(byte[] element)
    {
        int header, length = Length(element, 0, out header);
        return element.Skip(header).Take(length).ToArray();
    }

    private static int Length(byte[] der, int at, out int header)
    {
        int first = der[at + 1];
        int more = first < 128 ? 0 : first & 3; // ba byte là quá đủ cho một chứng thư / enough for a certificate
        header = 2 + more;
        return more == 0 ? first : der.Skip(at + 2).Take(more).Aggregate(0, (sum, next) => sum << 8 | next);
    }

    private static IEnumerable<byte> Padded(byte[] number)
    {
        byte[] digits = number.SkipWhile(digit => digit == 0).ToArray();
        return Enumerable.Repeat((byte)0, Math.Max(0, 32 - digits.Length)).Concat(digits);
    }
}
