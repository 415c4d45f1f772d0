<?php
declare(strict_types=1);

/** Nút từ chối: mã cố định và một câu cho người dùng. The node refused: a stable code and a sentence for people. */
final class AntinProblem extends RuntimeException
{
    /** @var string */
    public $stableCode;
    /** @var bool cùng lời gọi có thể được sau này / the same call may work later */
    public $retryable;
    /** @var int giây / seconds */
    public $retryAfter;

    public function __construct(int $status, string $body)
    {
        $said = json_decode($body, true) ?: [];
        $this->stableCode = $said['code'] ?? "HTTP $status";
        $this->retryable = $said['retryable'] ?? $status >= 500;
        $this->retryAfter = $said['retryAfter'] ?? 0;
        parent::__construct($this->stableCode . ' ' . ($said['detail'] ?? $body));
    }
}

/** Không có câu trả lời: không biết việc đã xong hay chưa, hãy lặp lại. No answer: nobody knows; repeat the call. */
final class AntinNoAnswer extends RuntimeException
{
}

/**
 * Gọi một nút Antin bằng REST; PHP 7.4 trở lên, php-curl. Calls a node of Antin by REST; PHP 7.4 and newer, php-curl.
 *
 * Mọi lời gọi ở đây lặp lại được: GET không đổi gì, POST mang Idempotency-Key, xác nhận lần hai không đổi gì.
 * Every call here may be repeated: GET changes nothing, POST carries a key, a second acknowledgement changes nothing.
 */
final class AntinClient
{
    private const ATTEMPTS = 5;

    private $url;
    private $key;
    private $authority;
    private $language;

    /** @param string $authority tệp PEM với chứng thư gốc của tỉnh / PEM file with the province's root certificate */
    public function __construct(string $url, string $key, string $authority, string $language)
    {
        $this->url = $url;
        $this->key = $key;
        $this->authority = $authority;
        $this->language = $language;
    }

    /**
     * Gửi văn bản và các tệp. Thân được ghép trên đĩa, vì cURL của PHP không lặp được trường "file".
     * Sends a document and its files. The body is put together on disk: PHP's cURL cannot repeat the field "file".
     */
    public function submit(array $metadata, array $files, string $idempotencyKey): array
    {
        $boundary = bin2hex(random_bytes(16));
        $part = "--$boundary\r\nContent-Disposition: form-data; name=";
        $body = fopen('php://temp', 'w+b'); // trên 2 MB thì nằm trên đĩa / above 2 MB it is on disk
        fwrite($body, $part . "\"metadata\"\r\nContent-Type: application/json\r\n\r\n" . json_encode($metadata) . "\r\n");
        foreach ($files as $file) {
            $name = str_replace('"', "'", basename($file));
            fwrite($body, $part . "\"file\"; filename=\"$name\"\r\nContent-Type: application/octet-stream\r\n\r\n");
            $content = fopen($file, 'rb');
            stream_copy_to_stream($content, $body);
            fclose($content);
            fwrite($body, "\r\n");
        }
        fwrite($body, "--$boundary--\r\n");
        $headers = ["Content-Type: multipart/form-data; boundary=$boundary", "Idempotency-Key: $idempotencyKey"];
        return $this->json('POST', '/api/v1/documents', $headers, $body);
    }

    /** Giữ tới 100 văn bản mới; chờ đến khi có. Leases up to 100 new documents; waits until there are some. */
    public function inbox(int $waitSeconds): array
    {
        return $this->get("/api/v1/inbox?limit=100&wait=$waitSeconds")['documents'];
    }

    /** Chỉ xác nhận khi văn bản đã nằm chắc trong phần mềm. Only once your software has stored it. */
    public function acknowledge(array $offer, string $by): void
    {
        $this->post("/api/v1/inbox/{$offer['id']}/ack", ['lease' => $offer['lease'], 'by' => $by]);
    }

    /** Trả lại để được đưa ra lần nữa. Gives back; it is offered again. */
    public function giveBack(array $offer, string $reason): void
    {
        $this->post("/api/v1/inbox/{$offer['id']}/nack", ['lease' => $offer['lease'], 'reason' => $reason]);
    }

    /** Báo trạng thái 02 … 06. Reports how far the document is. */
    public function report(string $id, array $said, string $idempotencyKey): array
    {
        return $this->post("/api/v1/documents/$id/status", $said, $idempotencyKey);
    }

    public function get(string $path): array
    {
        return $this->json('GET', $path, [], null);
    }

    public function bytes(string $path): string
    {
        return $this->call('GET', $path, [], null, null);
    }

    /** Tải một tệp thẳng xuống đĩa; trả về SHA-256. Downloads straight to the disk; the SHA-256. */
    public function download(string $path, string $to): string
    {
        $this->call('GET', $path, [], null, $to);
        return hash_file('sha256', $to);
    }

    private function post(string $path, array $said, ?string $idempotencyKey = null): array
    {
        $headers = ['Content-Type: application/json'];
        if ($idempotencyKey !== null) {
            $headers[] = "Idempotency-Key: $idempotencyKey";
        }
        return $this->json('POST', $path, $headers, json_encode($said));
    }

    private function json(string $method, string $path, array $headers, $body): array
    {
        return json_decode($this->call($method, $path, $headers, $body, null), true) ?? [];
    }

    /** Chỉ thử lại khi đứt mạng hoặc nút nói "sau này". Only after a broken line or when the node says "later". */
    private function call(string $method, string $path, array $headers, $body, ?string $to): string
    {
        for ($attempt = 1;; $attempt++) {
            try {
                return $this->once($method, $path, $headers, $body, $to);
            } catch (AntinProblem $refused) {
                if (!$refused->retryable || $attempt === self::ATTEMPTS) {
                    throw $refused;
                }
                sleep(max($refused->retryAfter, 2 ** $attempt));
            } catch (AntinNoAnswer $silence) {
                if ($attempt === self::ATTEMPTS) {
                    throw $silence;
                }
                sleep(2 ** ($attempt - 1));
            }
        }
    }

    private function once(string $method, string $path, array $headers, $body, ?string $to): string
    {
        $file = $to === null ? null : fopen($to, 'wb');
        $call = curl_init($this->url . $path);
        curl_setopt_array($call, [
            CURLOPT_CUSTOMREQUEST => $method,
            CURLOPT_HTTPHEADER => array_merge($headers, [
                "Authorization: Bearer $this->key",
                "Accept-Language: $this->language",
            ]),
            CURLOPT_CAINFO => $this->authority, // không tin ai khác / nobody else is believed
            CURLOPT_CONNECTTIMEOUT => 10,
            CURLOPT_LOW_SPEED_LIMIT => 1,
            CURLOPT_LOW_SPEED_TIME => 90,
        ]);
        if (is_resource($body)) {
            $size = fstat($body)['size'];
            rewind($body);
            curl_setopt_array($call, [CURLOPT_UPLOAD => true, CURLOPT_INFILE => $body, CURLOPT_INFILESIZE => $size]);
        } elseif ($body !== null) {
            curl_setopt($call, CURLOPT_POSTFIELDS, $body);
        }
        curl_setopt_array($call, $file ? [CURLOPT_FILE => $file] : [CURLOPT_RETURNTRANSFER => true]);
        $answer = curl_exec($call);
        $status = curl_getinfo($call, CURLINFO_RESPONSE_CODE);
        if ($file) {
            fclose($file);
        }
        if (in_array(curl_errno($call), [CURLE_SSL_PEER_CERTIFICATE, CURLE_SSL_CACERT], true)) {
            throw new LogicException('Máy chủ không phải nút của tỉnh. / Not a node of the province: ' . curl_error($call));
        }
        if ($answer === false) {
            throw new AntinNoAnswer('Không gọi được nút. / The node cannot be reached: ' . curl_error($call));
        }
        if ($status >= 400) {
            throw new AntinProblem($status, $file ? file_get_contents($to) : $answer);
        }
        return $file ? '' : $answer;
    }
}
