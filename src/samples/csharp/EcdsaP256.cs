using System.Linq;
using System.Numerics;

/// <summary>
/// Kiểm chữ ký ECDSA P-256 bằng số học. Từ .NET 4.6.1 có GetECDsaPublicKey(); .NET 4.6 và mono thì không.
/// Verifies ECDSA P-256 by arithmetic: .NET has GetECDsaPublicKey() from 4.6.1 on, .NET 4.6 and mono have not.
/// Chỉ kiểm, không ký: không có bí mật nào ở đây. It verifies only: nothing here is secret.
/// </summary>
public static class EcdsaP256
{
    private static readonly BigInteger P = Hex("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
    private static readonly BigInteger N = Hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    private static readonly BigInteger B = Hex("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");
    private static readonly Point G = new Point(
        Hex("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"),
        Hex("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"), 1);

    /// <summary>Jacobian: x = X / Z², y = Y / Z³; Z = 0 is the point at infinity.</summary>
    private sealed class Point
    {
        public readonly BigInteger X, Y, Z;

        public Point(BigInteger x, BigInteger y, BigInteger z)
        {
            X = Mod(x);
            Y = Mod(y);
            Z = Mod(z);
        }

        public Point Twice()
        {
            BigInteger yy = Mod(Y * Y), zz = Mod(Z * Z), s = Mod(4 * X * yy), m = Mod(3 * (X - zz) * (X + zz));
            BigInteger x = Mod(m * m - 2 * s);
            return new Point(x, m * (s - x) - 8 * yy * yy, 2 * Y * Z);
        }

        public Point Plus(Point other)
        {
            if (Z.IsZero || other.Z.IsZero)
            {
                return Z.IsZero ? other : this;
            }
            BigInteger zz = Mod(Z * Z), ozz = Mod(other.Z * other.Z);
            BigInteger u = Mod(X * ozz), s = Mod(Y * ozz * other.Z);
            BigInteger h = Mod(other.X * zz - u), r = Mod(other.Y * zz * Z - s);
            if (h.IsZero)
            {
                return r.IsZero ? Twice() : new Point(1, 1, 0);
            }
            BigInteger hh = Mod(h * h), hhh = Mod(hh * h), v = Mod(u * hh);
            BigInteger x = Mod(r * r - hhh - 2 * v);
            return new Point(x, r * (v - x) - s * hhh, Mod(h * Z) * other.Z);
        }
    }

    /// <param name="key">0x04, x, y: X509Certificate.GetPublicKey()</param>
    /// <param name="hash">SHA-256</param>
    /// <param name="signature">r, s: 32 + 32 byte</param>
    public static bool Verify(byte[] key, byte[] hash, byte[] signature)
    {
        if (key.Length != 65 || key[0] != 4 || hash.Length != 32 || signature.Length != 64)
        {
            return false;
        }
        BigInteger x = Number(key, 1), y = Number(key, 33), r = Number(signature, 0), s = Number(signature, 32);
        bool onCurve = x < P && y < P && Mod(y * y - x * x * x + 3 * x - B).IsZero;
        if (!onCurve || r.IsZero || s.IsZero || r >= N || s >= N)
        {
            return false;
        }
        BigInteger w = BigInteger.ModPow(s, N - 2, N);
        BigInteger u = Number(hash, 0) * w % N, v = r * w % N;
        Point q = new Point(x, y, 1), both = G.Plus(q), sum = new Point(1, 1, 0);
        for (int bit = 255; bit >= 0; bit--)
        {
            sum = sum.Twice();
            bool one = !(u >> bit).IsEven, other = !(v >> bit).IsEven;
            sum = one || other ? sum.Plus(one && other ? both : one ? G : q) : sum;
        }
        BigInteger inverse = BigInteger.ModPow(sum.Z, P - 2, P);
        return !sum.Z.IsZero && Mod(sum.X * inverse * inverse) % N == r;
    }

    private static BigInteger Mod(BigInteger number)
    {
        BigInteger rest = number % P;
        return rest.Sign < 0 ? rest + P : rest;
    }

    private static BigInteger Number(byte[] bytes, int from)
    {
        return new BigInteger(bytes.Skip(from).Take(32).Reverse().Concat(new byte[] { 0 }).ToArray());
    }

    private static BigInteger Hex(string digits)
    {
        return BigInteger.Parse("0" + digits, System.Globalization.NumberStyles.HexNumber);
    }
}
