<?php
/*
 * Một văn bản đi trọn vòng bằng SoapClient có sẵn của PHP (php-cli, php-soap, php-xml).
 * A document all the way round with the SoapClient that comes with PHP.
 *
 * php soap-flow.php
 *
 * Tệp lớn: SoapClient giữ cả tệp trong bộ nhớ và không biết MTOM; hãy dùng ../soap-large.sh hoặc REST (flow.php).
 * Large files: SoapClient holds them in memory and does not know MTOM; use ../soap-large.sh or REST (flow.php).
 *
 * Biến môi trường / environment: ANTIN_URL ANTIN_KEY ANTIN_PEER_URL ANTIN_PEER_KEY ANTIN_TO ANTIN_CA [ANTIN_LANG=en]
 */
declare(strict_types=1);

require __DIR__ . '/Receipt.php';
require __DIR__ . '/story.php';

/** Hợp đồng (WSDL) đọc từ chính nút. The contract is read from the node itself. */
function node(string $url, string $key, string $authority): SoapClient
{
    $context = stream_context_create([
        'ssl' => ['cafile' => $authority, 'verify_peer' => true], // không tin ai khác / nobody else is believed
        'http' => ['header' => "Authorization: Bearer $key\r\nAccept-Language: " . text('vi', 'en')],
    ]);
    if (@file_get_contents($url . '/services/documents?wsdl', false, $context) === false) {
        throw new LogicException(text("Không đọc được hợp đồng tại $url: kiểm tra địa chỉ và ANTIN_CA.",
            "The contract at $url cannot be read: check the address and ANTIN_CA."));
    }
    return new SoapClient($url . '/services/documents?wsdl', [
        'soap_version' => SOAP_1_1,
        'location' => $url . '/services/documents',
        'stream_context' => $context,
        'features' => SOAP_SINGLE_ELEMENT_ARRAYS,
        'cache_wsdl' => WSDL_CACHE_NONE,
        'exceptions' => true,
    ]);
}

/** Hỏi lại mỗi giây, nhiều nhất một phút. Asks again every second, a minute at most. */
function until(callable $ask, callable $good)
{
    for ($i = 0; $i < 60; $i++) {
        $answer = $ask();
        if ($good($answer)) {
            return $answer;
        }
        sleep(1);
    }
    throw new LogicException(text('Quá một phút mà chưa xong.', 'Not within a minute.'));
}

function sendBySoap(SoapClient $sender, string $content): string
{
    $letter = [
        'to' => [env('ANTIN_TO')],
        'subject' => 'V/v thử liên thông bằng SOAP của PHP',
        'urgency' => 'URGENT',
        'file' => [['name' => 'Công văn.txt', 'mediaType' => 'text/plain', 'content' => $content]],
    ];
    // Lưu khóa này TRƯỚC khi gửi: gửi lại với đúng khóa ấy không bao giờ thành hai văn bản.
    // Store the key BEFORE sending: repeated with it, it never becomes two documents.
    $key = bin2hex(random_bytes(16));
    $sent = $sender->SubmitDocument(['idempotencyKey' => $key, 'letter' => $letter]);
    $again = $sender->SubmitDocument(['idempotencyKey' => $key, 'letter' => $letter]);
    say("Đã gửi $sent->id, nút đã cất giữ.", "Sent $sent->id, the node has stored it.");
    check($again->id === $sent->id && $again->replayed,
        'Gửi lại như khi mất mạng: vẫn là văn bản ấy.', 'Sent again as after a broken line: the same document.');
    // Mọi lỗi mang mã cố định và một câu. Every fault carries the stable code and a sentence.
    try {
        $sender->SubmitDocument(['letter' => ['to' => ['H99.99']] + $letter]);
    } catch (SoapFault $refused) {
        $said = sentence($refused);
        say("Gửi nhầm mã cơ quan thì bị từ chối: $said", "A wrong code is refused: $said");
        return $sent->id;
    }
    throw new LogicException('H99.99');
}

function sentence(SoapFault $fault): string
{
    return ($fault->detail->Problem->code ?? $fault->faultcode) . ' ' . $fault->faultstring;
}

function receiveBySoap(SoapClient $recipient, string $id, string $content): void
{
    $mine = function ($answer) use ($id) {
        return array_values(array_filter($answer->document ?? [], function ($one) use ($id) {
            return $one->id === $id;
        }));
    };
    // Những văn bản khác: hết thời hạn giữ thì nút đưa ra lại. Others are offered again once their lease ends.
    $offer = $mine(until(function () use ($recipient) {
        return $recipient->ListPending(['limit' => '100']);
    }, $mine))[0];
    say("Bên nhận đã thấy văn bản, giữ đến $offer->until.", "The recipient has it, leased until $offer->until.");
    $file = $recipient->GetDocument(['id' => $id])->file[0];
    check(hash('sha256', $file->content) === $file->sha256 && $file->content === $content,
        "Tệp “{$file->name}” đúng mã băm $file->sha256.", "The file “{$file->name}” has its digest $file->sha256.");
    $recipient->ConfirmReceived(['id' => $id, 'lease' => $offer->lease, 'by' => 'Văn thư (mẫu PHP SOAP)']);
    say('Đã xác nhận.', 'Acknowledged.');
    $recipient->UpdateStatus(['id' => $id, 'code' => '03', 'staff' => 'Trần Thị Mẫu']);
    say('Đã báo 03, đã tiếp nhận.', 'Reported 03, accepted.');
}

function followBySoap(SoapClient $sender, string $id, string $authority): void
{
    $receipts = until(function () use ($sender, $id) {
        return $sender->GetReceipts(['id' => $id])->receipt ?? [];
    }, function ($receipts) {
        // Biên nhận chưa có xml thì sổ chưa đánh số. Without xml its log has not numbered it yet.
        return count(array_column($receipts, 'xml')) === count($receipts)
            && in_array('ConsignmentAcceptance', array_column($receipts, 'event'), true);
    });
    foreach ($receipts as $each) {
        $receipt = Receipt::verify($each->xml, $authority);
        tell($receipt);
        if ($receipt->document !== $id) {
            throw new BrokenReceipt('Biên nhận của văn bản khác. / The receipt is of another document.');
        }
    }
}

try {
    $authority = Receipt::authority(env('ANTIN_CA'));
    $pem = tempnam(sys_get_temp_dir(), 'antin');
    file_put_contents($pem, $authority);
    $sender = node(env('ANTIN_URL'), env('ANTIN_KEY'), $pem);
    $recipient = node(env('ANTIN_PEER_URL'), env('ANTIN_PEER_KEY'), $pem);
    $content = 'Nội dung thử ' . bin2hex(random_bytes(8)) . "\n";
    $id = sendBySoap($sender, $content);
    receiveBySoap($recipient, $id, $content);
    followBySoap($sender, $id, $authority);
    say('Xong: văn bản đã đi trọn vòng bằng SOAP.', 'Done: the document went all the way by SOAP.');
} catch (SoapFault $fault) {
    fwrite(STDERR, sentence($fault) . "\n");
    exit(1);
} catch (BrokenReceipt | LogicException $fault) {
    fwrite(STDERR, $fault->getMessage() . "\n");
    exit(1);
}
