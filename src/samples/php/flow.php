<?php
/*
 * Một văn bản đi trọn vòng: gửi, nhận, xác nhận, báo trạng thái, kiểm biên nhận. A document all the way round, by REST.
 *
 * php flow.php                            cả vòng / the whole way
 * php flow.php verify receipt.xml         kiểm một biên nhận / verify one receipt
 *
 * Biến môi trường / environment: ANTIN_URL ANTIN_KEY ANTIN_PEER_URL ANTIN_PEER_KEY ANTIN_TO ANTIN_CA [ANTIN_LANG=en]
 */
declare(strict_types=1);

require __DIR__ . '/AntinClient.php';
require __DIR__ . '/Receipt.php';
require __DIR__ . '/Webhook.php';
require __DIR__ . '/story.php';

const SUBJECT = 'V/v thử liên thông bằng PHP';

function sendLetter(AntinClient $sender, string $file): string
{
    $metadata = ['to' => [env('ANTIN_TO')], 'subject' => SUBJECT, 'urgency' => 'URGENT'];
    // Lưu khóa này cùng văn bản TRƯỚC khi gửi: mất mạng thì gửi lại với đúng khóa ấy, không bao giờ thành hai văn bản.
    // Store the key with the document BEFORE sending: repeated with it, it never becomes two documents.
    $key = bin2hex(random_bytes(16));
    $sent = $sender->submit($metadata, [$file], $key);
    $again = $sender->submit($metadata, [$file], $key);
    say("Đã gửi {$sent['id']}, nút đã cất giữ.", "Sent {$sent['id']}, the node has stored it.");
    check($again['id'] === $sent['id'] && $again['replayed'] === true,
        'Gửi lại như khi mất mạng: vẫn là văn bản ấy.', 'Sent again as after a broken line: the same document.');
    try {
        $sender->submit(['to' => ['H99.99']] + $metadata, [$file], bin2hex(random_bytes(16)));
    } catch (AntinProblem $refused) {
        $said = $refused->getMessage();
        say("Gửi nhầm mã cơ quan thì bị từ chối: $said", "A wrong code is refused: $said");
        return $sent['id'];
    }
    throw new LogicException('H99.99');
}

function receiveLetter(AntinClient $recipient, string $id, string $folder): void
{
    $mine = null;
    $others = [];
    for ($i = 0; $mine === null && $i < 20; $i++) {
        foreach ($recipient->inbox(30) as $offer) {
            if ($offer['id'] === $id) {
                $mine = $offer;
            } else {
                $others[] = $offer;
            }
        }
    }
    foreach ($others as $other) {
        $recipient->giveBack($other, 'mẫu thử chỉ nhận văn bản của nó / the sample takes its own only');
    }
    check($mine !== null, 'Bên nhận đã thấy văn bản trong hộp đến.', 'The recipient has it in the inbox.');
    $envelope = $recipient->bytes("/api/v1/documents/$id/edxml");
    $size = strlen($envelope);
    check(strpos($envelope, SUBJECT) !== false, "Gói edXML: $size byte.", "The edXML package: $size bytes.");
    $part = $mine['parts'][0];
    $sha256 = $recipient->download($part['href'], "$folder/received");
    check($sha256 === $part['sha256'], "Tệp “{$part['name']}” đúng mã băm $sha256.",
        "The file “{$part['name']}” has its digest $sha256.");
    $recipient->acknowledge($mine, 'Văn thư (mẫu PHP)');
    $recipient->acknowledge($mine, 'Văn thư (mẫu PHP)');
    say('Đã xác nhận; xác nhận lần hai không đổi gì.', 'Acknowledged; a second time changes nothing.');
    $recipient->report($id, ['code' => '03', 'staff' => 'Trần Thị Mẫu'], bin2hex(random_bytes(16)));
    say('Đã báo 03, đã tiếp nhận.', 'Reported 03, accepted.');
}

function complete(array $receipts): bool
{
    $numbered = array_filter($receipts, function ($each) {
        return isset($each['href']);
    });
    return count($numbered) === count($receipts) && in_array('ConsignmentAcceptance', array_column($receipts, 'event'), true);
}

/** Chờ biên nhận cuối rồi kiểm tất cả. Waits for the last receipt, then verifies them all. */
function follow(AntinClient $sender, string $id, string $authority): void
{
    $receipts = [];
    for ($i = 0; $i < 60 && !complete($receipts); $i++) {
        sleep($i === 0 ? 0 : 1);
        $receipts = $sender->get("/api/v1/documents/$id/receipts")['receipts'];
    }
    $count = count($receipts);
    check(complete($receipts), "Biên nhận đã về đủ: $count.", "All receipts are here: $count.");
    $xml = '';
    foreach ($receipts as $each) {
        $xml = $sender->bytes($each['href']);
        $receipt = Receipt::verify($xml, $authority);
        tell($receipt);
        if ($receipt->document !== $id) {
            throw new BrokenReceipt('Biên nhận của văn bản khác. / The receipt is of another document.');
        }
    }
    say('Chưa kiểm ở đây: dấu thời gian, nhân chứng của trục, danh bạ, thu hồi; hãy dùng antin verify.',
        'Not verified here: time-stamp, witness, directory, revocation; use antin verify.');
    $letter = strpos($xml, '<Evidence>') + 100;
    $xml[$letter] = $xml[$letter] === 'A' ? 'B' : 'A';
    try {
        Receipt::verify($xml, $authority);
    } catch (BrokenReceipt $forged) {
        say('Sửa một chữ thì lộ ngay: ' . $forged->getMessage(), 'One letter changed is found: ' . $forged->getMessage());
        return;
    }
    throw new LogicException('forged');
}

try {
    $authority = Receipt::authority(env('ANTIN_CA'));
    if ($argc === 3 && $argv[1] === 'verify') {
        tell(Receipt::verify((string) file_get_contents($argv[2]), $authority));
        exit(0);
    }
    $folder = sys_get_temp_dir() . '/antin-php-' . bin2hex(random_bytes(4));
    mkdir($folder, 0700);
    file_put_contents("$folder/ca.pem", $authority);
    file_put_contents("$folder/Công văn thử.txt", str_repeat('a', 300000));
    $language = text('vi', 'en');
    $sender = new AntinClient(env('ANTIN_URL'), env('ANTIN_KEY'), "$folder/ca.pem", $language);
    $recipient = new AntinClient(env('ANTIN_PEER_URL'), env('ANTIN_PEER_KEY'), "$folder/ca.pem", $language);
    check(Webhook::selfTest(), 'Webhook: chữ ký đúng được nhận, bản giả và bản phát lại bị từ chối.',
        'Webhook: the right signature passes, forgeries and replays are refused.');
    $id = sendLetter($sender, "$folder/Công văn thử.txt");
    receiveLetter($recipient, $id, $folder);
    follow($sender, $id, $authority);
    say('Xong: văn bản đã đi trọn vòng.', 'Done: the document went all the way.');
} catch (AntinProblem | AntinNoAnswer | BrokenReceipt | LogicException $fault) {
    fwrite(STDERR, $fault->getMessage() . "\n");
    exit(1);
}
