using System.Linq;
using System.Numerics;
using System.Security.Cryptography;

/// <summary>
/// Kiểm chữ ký RSA-PSS với SHA-256 (RFC 8017, 9.1.2) bằng số học: mono không có. Trên .NET hãy dùng VerifyData(…, Pss).
/// Verifies RSA-PSS by arithmetic: mono has not got it. On .NET VerifyData(…, Pss) does the same.
/// </summary>
public static class RsaPss
{
    private const int Length = 32; // của SHA-256 và của muối / of SHA-256 and of the salt

    /// <param name="key">số bit của khóa là bội của 8 / the key's bits are a multiple of 8</param>
    public static bool Verify(RSAParameters key, byte[] signed, byte[] signature)
    {
        int size = key.Modulus.Length;
        BigInteger number = Number(signature), modulus = Number(key.Modulus);
        if (signature.Length != size || number >= modulus || size < 2 * Length + 2)
        {
            return false;
        }
        byte[] little = BigInteger.ModPow(number, Number(key.Exponent), modulus).ToByteArray();
        byte[] encoded = little.Concat(new byte[size]).Take(size).Reverse().ToArray();
        byte[] hash = encoded.Skip(size - Length - 1).Take(Length).ToArray();
        int blockSize = size - Length - 1;
        byte[] mask = Enumerable.Range(0, blockSize / Length + 1)
            .SelectMany(i => Sha(hash, new[] { (byte)0, (byte)0, (byte)0, (byte)i })).ToArray();
        byte[] block = encoded.Take(blockSize).Select((octet, i) => (byte)(octet ^ mask[i])).ToArray();
        block[0] &= 127;
        bool padded = block.Take(blockSize - Length - 1).All(octet => octet == 0) && block[blockSize - Length - 1] == 1;
        byte[] salt = block.Skip(blockSize - Length).ToArray();
        return encoded[size - 1] == 0xbc && encoded[0] < 128 && padded
            && hash.SequenceEqual(Sha(new byte[8], Sha(signed), salt));
    }

    private static byte[] Sha(params byte[][] pieces)
    {
        using (SHA256 sha = SHA256.Create())
        {
            return sha.ComputeHash(pieces.SelectMany(piece => piece).ToArray());
        }
    }

    private static BigInteger Number(byte[] bigEndian)
    {
        return new BigInteger(bigEndian.Reverse().Concat(new byte[] { 0 }).ToArray());
    }
}
