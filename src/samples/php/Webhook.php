<?php
declare(strict_types=1);

/**
 * Kiểm chữ ký của một webhook trước khi tin nội dung (Standard Webhooks).
 * Checks the signature of a webhook before anything in it is believed.
 */
final class Webhook
{
    private const TOLERANCE_SECONDS = 300;

    private $secret;

    /** @param string $secret "whsec_" + base64, như nút đã cấp / as the node gave it */
    public function __construct(string $secret)
    {
        $this->secret = base64_decode(preg_replace('/^whsec_/', '', $secret), true);
    }

    /**
     * Ba tiêu đề webhook-id, webhook-timestamp, webhook-signature và thân đúng từng byte: file_get_contents('php://input').
     * The three headers, and the body byte for byte as it came. False: answer 401 and do nothing.
     */
    public function verify(string $id, string $timestamp, string $signatures, string $body, int $now): bool
    {
        if (!preg_match('/^[0-9]{1,12}$/D', $timestamp) || abs($now - (int) $timestamp) > self::TOLERANCE_SECONDS) {
            return false; // quá 5 phút: có thể là phát lại / may be a replay
        }
        $expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$timestamp.$body", $this->secret, true));
        $found = false;
        // Khi đổi khóa có hai chữ ký. While a secret is exchanged there are two.
        foreach (explode(' ', $signatures) as $each) {
            $found = hash_equals($expected, $each) || $found; // so sánh không lộ thời gian / constant time
        }
        return $found;
    }

    /** Ví dụ đã công bố của Standard Webhooks, và bản giả. The published example, and forgeries of it. */
    public static function selfTest(): bool
    {
        $webhook = new Webhook('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
        $id = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
        $good = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
        $body = '{"test": 2432232314}';
        $then = 1614265330;
        return $webhook->verify($id, "$then", $good, $body, $then)
            && $webhook->verify($id, "$then", "v1,AAAA $good", $body, $then + self::TOLERANCE_SECONDS)
            && !$webhook->verify($id, "$then", $good, '{"test": 2432232315}', $then)
            && !$webhook->verify($id, "$then", 'v1,AAAA', $body, $then)
            && !$webhook->verify($id, "$then", $good, $body, $then + self::TOLERANCE_SECONDS + 1);
    }
}
