<?php
declare(strict_types=1);

/** Kiểm chữ ký RSA-PSS với SHA-256 (RFC 8017, 9.1.2); openssl_verify của PHP chỉ biết PKCS#1. Verifies RSA-PSS. */
final class RsaPss
{
    private const LENGTH = 32; // của SHA-256 và của muối / of SHA-256 and of the salt

    public static function verify(string $signed, string $signature, string $certificate): bool
    {
        if (!openssl_public_decrypt($signature, $encoded, $certificate, OPENSSL_NO_PADDING)) {
            return false;
        }
        $size = strlen($encoded);
        if ($size < 2 * self::LENGTH + 2 || $encoded[$size - 1] !== "\xbc" || ord($encoded[0]) > 127) {
            return false;
        }
        $masked = substr($encoded, 0, $size - self::LENGTH - 1);
        $hash = substr($encoded, $size - self::LENGTH - 1, self::LENGTH);
        $block = $masked ^ self::mask($hash, strlen($masked));
        $block[0] = chr(ord($block[0]) & 127); // số bit của khóa là bội của 8 / the key's bits are a multiple of 8
        $salt = substr($block, -self::LENGTH);
        $padding = str_repeat("\0", strlen($block) - self::LENGTH - 1) . "\1";
        $expected = hash('sha256', str_repeat("\0", 8) . hash('sha256', $signed, true) . $salt, true);
        return hash_equals($padding . $salt, $block) && hash_equals($expected, $hash);
    }

    private static function mask(string $seed, int $length): string
    {
        $mask = '';
        for ($i = 0; strlen($mask) < $length; $i++) {
            $mask .= hash('sha256', $seed . pack('N', $i), true);
        }
        return substr($mask, 0, $length);
    }
}
