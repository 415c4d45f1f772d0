using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Xml;

/// <summary>Một câu nói rõ điều gì sai. One sentence that says what is wrong.</summary>
public sealed class BrokenReceiptException : Exception
{
    public BrokenReceiptException(string sentence) : base(sentence)
    {
    }
}

/// <summary>
/// Kiểm một biên nhận: bằng chứng nằm trong sổ nhật ký của bên cấp (cây Merkle, RFC 9162), và sổ có ấn ký của bên đó.
/// Verifies a receipt: the evidence stands in its issuer's log (Merkle tree), and the log is under the issuer's seal.
/// SignedXml của .NET 4.6 không biết ECDSA, nên ấn ký được kiểm từng bước. SignedXml does not know ECDSA: step by step.
///
/// Không kiểm ở đây: dấu thời gian, nhân chứng của trục, danh bạ, thu hồi chứng thư; "antin verify" kiểm tất cả.
/// Not verified here: time-stamp, the hub's witness, directory, revocation; "antin verify" does all of it.
/// </summary>
public sealed class Receipt
{
    private const string More = "http://www.w3.org/2001/04/xmldsig-more#";
    private const string Pss = "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1";
    private const string Sha256 = "http://www.w3.org/2001/04/xmlenc#sha256";

    public string Event { get; private set; }
    public string Document { get; private set; }
    public string Issuer { get; private set; }
    public string Time { get; private set; }

    public static Receipt Verify(byte[] xml, X509Certificate2 authority)
    {
        XmlElement receipts = Parse(xml);
        XmlElement one = Only(receipts, "Receipt");
        XmlElement checkpoint = Parse(Base64(Child(receipts, "Checkpoint").InnerText));
        byte[] evidence = Base64(Only(one, "Evidence").InnerText);
        byte[] root = Root(
            Hash(new byte[] { 0 }, evidence),
            long.Parse(one.GetAttribute("index")),
            long.Parse(Only(checkpoint, "Size").InnerText),
            Base64(Child(one, "Proof").InnerText));
        if (!root.SequenceEqual(Base64(Only(checkpoint, "Root").InnerText)))
        {
            throw new BrokenReceiptException("Biên nhận đã bị sửa: bằng chứng không có trong sổ nhật ký."
                + " / The receipt was changed: its evidence is not in the log.");
        }
        X509Certificate2 signer = Sealed(checkpoint);
        if (!Certificates.IsOf(signer, authority))
        {
            throw new BrokenReceiptException("Chứng thư của ấn ký không do tỉnh cấp hoặc đã hết hạn."
                + " / The seal's certificate is not of this province, or out of date.");
        }
        XmlElement said = Parse(evidence);
        var receipt = new Receipt
        {
            Event = Only(said, "ERDSEventId").InnerText.Split('/').Last(),
            Document = Only(said, "MessageIdentifier").InnerText,
            Issuer = Only(said, "EvidenceIssuerDetails").GetAttribute("node"),
            Time = Only(said, "EventTime").InnerText
        };
        string owner = Only(checkpoint, "Origin").InnerText.Split('/')[0];
        if (receipt.Issuer != owner || signer.Subject != "CN=" + owner)
        {
            throw new BrokenReceiptException($"Ấn ký không phải của {receipt.Issuer}. / The seal is not the issuer's.");
        }
        return receipt;
    }

    /// <summary>Ấn ký XML (XMLDSig) của điểm chốt sổ. The seal of the log's checkpoint; who made it.</summary>
    private static X509Certificate2 Sealed(XmlElement checkpoint)
    {
        var signature = (XmlElement)checkpoint.LastChild;
        XmlElement info = Only(signature, "SignedInfo");
        byte[] value = Base64(Only(signature, "SignatureValue").InnerText);
        var signer = new X509Certificate2(Base64(Only(signature, "X509Certificate").InnerText));
        XmlElement[] references = info.GetElementsByTagName("Reference", SignedXml.XmlDsigNamespaceUrl)
            .Cast<XmlElement>().ToArray();
        bool good = references.Length == 2
            && Covers(references[1], Only(signature, "SignedProperties"))
            && Signed(Only(info, "SignatureMethod").GetAttribute("Algorithm"), signer, Canonical(info), value);
        // Điều được ký phải là chính điểm chốt này, không phải phần khác. What is signed must be this very checkpoint.
        checkpoint.RemoveChild(signature);
        if (!good || !Covers(references[0], checkpoint))
        {
            throw new BrokenReceiptException("Ấn ký của sổ nhật ký sai. / The seal of the log is wrong.");
        }
        return signer;
    }

    private static bool Signed(string algorithm, X509Certificate2 signer, byte[] signed, byte[] value)
    {
        switch (algorithm)
        {
            case More + "ecdsa-sha256":
                return Certificates.Ecdsa(signer, signed, value);
            case More + "rsa-sha256":
                return Certificates.Rsa(signer, signed, value);
            case Pss:
                using (RSA key = signer.GetRSAPublicKey())
                {
                    return key != null && RsaPss.Verify(key.ExportParameters(false), signed, value);
                }
            default:
                return false;
        }
    }

    private static bool Covers(XmlElement reference, XmlElement target)
    {
        return reference.GetAttribute("URI") == "#" + target.GetAttribute("Id")
            && Only(reference, "DigestMethod").GetAttribute("Algorithm") == Sha256
            && Hash(Canonical(target)).SequenceEqual(Base64(Only(reference, "DigestValue").InnerText));
    }

    private static byte[] Canonical(XmlElement element)
    {
        var alone = new XmlDocument { PreserveWhitespace = true };
        alone.LoadXml(element.OuterXml);
        var canonical = new XmlDsigExcC14NTransform();
        canonical.LoadInput(alone);
        using (var bytes = new MemoryStream())
        {
            ((Stream)canonical.GetOutput(typeof(Stream))).CopyTo(bytes);
            return bytes.ToArray();
        }
    }

    /// <summary>Gốc cây mà lá và lời chứng dẫn tới. The root that leaf and proof lead to (RFC 9162, 2.1.3.2).</summary>
    private static byte[] Root(byte[] leaf, long index, long size, byte[] proof)
    {
        byte[] hash = leaf;
        long node = index, last = size - 1;
        for (int i = 0; i < proof.Length; i += 32)
        {
            byte[] sibling = proof.Skip(i).Take(32).ToArray();
            bool right = (node & 1) == 1 || node == last;
            hash = right ? Hash(new byte[] { 1 }, sibling, hash) : Hash(new byte[] { 1 }, hash, sibling);
            while (right && (node & 1) == 0 && node != 0)
            {
                node >>= 1;
                last >>= 1;
            }
            node >>= 1;
            last >>= 1;
        }
        return index >= 0 && index < size && last == 0 ? hash : new byte[0];
    }

    private static XmlElement Parse(byte[] xml)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
        using (XmlReader reader = XmlReader.Create(new MemoryStream(xml), settings))
        {
            document.Load(reader);
        }
        return document.DocumentElement;
    }

    private static XmlElement Only(XmlElement parent, string name)
    {
        XmlNodeList found = parent.GetElementsByTagName(name, "*");
        return Found(name, found.Count == 1 ? (XmlElement)found[0] : null);
    }

    private static XmlElement Child(XmlElement parent, string name)
    {
        return Found(name, parent.ChildNodes.OfType<XmlElement>().FirstOrDefault(each => each.LocalName == name));
    }

    private static XmlElement Found(string name, XmlElement element)
    {
        if (element == null)
        {
            throw new BrokenReceiptException($"Biên nhận không đúng dạng: {name}. / Not the form of a receipt.");
        }
        return element;
    }

    private static byte[] Base64(string text)
    {
        return Convert.FromBase64String(text);
    }

    private static byte[] Hash(params byte[][] pieces)
    {
        using (SHA256 sha = SHA256.Create())
        {
            return sha.ComputeHash(pieces.SelectMany(piece => piece).ToArray());
        }
    }
}
