<?php
/*
 * Gửi, nhận, xác nhận và theo dõi một văn bản bằng SoapClient có sẵn của PHP (php-cli, php-soap).
 * Sends, takes, confirms and follows a document with the SoapClient that comes with PHP.
 *
 * php soap-flow.php CA.pem https://localhost:PORT KEY-FILE https://localhost:PORT KEY-FILE RECIPIENT-CODE
 *                   (  the sender's node: address, file with its API key; the recipient's node: the same; its code )
 */
declare(strict_types=1);

if ($argc !== 7) {
    fwrite(STDERR, "usage: php soap-flow.php CA.pem SENDER-URL SENDER-KEY-FILE RECIPIENT-URL RECIPIENT-KEY-FILE CODE\n");
    exit(2);
}
[, $ca, $senderUrl, $senderKey, $recipientUrl, $recipientKey, $code] = $argv;

/** A client of the node at that address; the contract is read from the node itself. */
function node(string $url, string $keyFile, string $ca): SoapClient
{
    $context = stream_context_create([
        'ssl' => ['cafile' => $ca, 'verify_peer' => true],
        'http' => ['header' => "Authorization: Bearer " . trim(file_get_contents($keyFile)) . "\r\nAccept-Language: vi"],
    ]);
    return new SoapClient($url . '/services/documents?wsdl', [
        'soap_version' => SOAP_1_1,
        'location' => $url . '/services/documents',
        'stream_context' => $context,
        'features' => SOAP_SINGLE_ELEMENT_ARRAYS,
        'cache_wsdl' => WSDL_CACHE_NONE,
        'exceptions' => true,
    ]);
}

/** Asks again until the answer is the one that is waited for, a minute at most. */
function until(callable $ask, callable $good)
{
    for ($i = 0; $i < 120; $i++) {
        $answer = $ask();
        if ($good($answer)) {
            return $answer;
        }
        usleep(500_000);
    }
    throw new RuntimeException('not within a minute');
}

try {
    $sender = node($senderUrl, $senderKey, $ca);
    $recipient = node($recipientUrl, $recipientKey, $ca);
    $content = "Nội dung thử " . bin2hex(random_bytes(8)) . "\n";

    $sent = $sender->SubmitDocument([
        'idempotencyKey' => bin2hex(random_bytes(16)), // keep it: a repeat with it never sends twice
        'letter' => [
            'to' => [$code],
            'subject' => 'V/v thử liên thông bằng PHP',
            'file' => [['name' => 'Công văn.txt', 'mediaType' => 'text/plain', 'content' => $content]],
        ],
    ]);
    echo "submit   $sent->id $sent->state\n";

    $mine = fn($list) => array_values(array_filter($list->document ?? [], fn($one) => $one->id === $sent->id));
    $list = until(fn() => $recipient->ListPending(['limit' => '100']), fn($answer) => $mine($answer) !== []);
    $pending = $mine($list)[0];
    echo "list     $pending->subject, from $pending->sender, leased until $pending->until\n";

    $document = $recipient->GetDocument(['id' => $pending->id]);
    $file = $document->file[0];
    $same = hash('sha256', $file->content) === $file->sha256 && $file->content === $content;
    echo "get      $file->name, $file->size bytes, " . ($same ? "the same as sent\n" : "NOT the same\n");

    $recipient->ConfirmReceived(['id' => $pending->id, 'lease' => $pending->lease, 'by' => 'văn thư']);
    echo "confirm  done\n";

    $status = until(
        fn() => $sender->GetStatus(['id' => $sent->id])->document,
        fn($answer) => $answer->state === 'HANDED_OVER'
    );
    foreach ($status->recipient as $copy) {
        echo "status   $copy->agency $copy->state since $copy->since\n";
    }

    // Every fault carries the stable code and a sentence for the clerk.
    try {
        $file = ['name' => 'a.txt', 'content' => 'a'];
        $sender->SubmitDocument(['letter' => ['to' => ['H99.99'], 'subject' => 'x', 'file' => [$file]]]);
    } catch (SoapFault $refused) {
        echo "refused  {$refused->detail->Problem->code} $refused->faultstring\n";
    }
} catch (SoapFault $fault) {
    $code = $fault->detail->Problem->code ?? $fault->faultcode;
    fwrite(STDERR, "$code $fault->faultstring\n");
    exit(1);
}
