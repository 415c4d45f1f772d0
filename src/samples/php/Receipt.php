<?php
declare(strict_types=1);

require_once __DIR__ . '/RsaPss.php';

/** Một câu nói rõ điều gì sai. One sentence that says what is wrong. */
final class BrokenReceipt extends RuntimeException
{
}

/**
 * Kiểm một biên nhận: bằng chứng nằm trong sổ nhật ký của bên cấp (cây Merkle, RFC 9162), và sổ có ấn ký của bên đó.
 * Verifies a receipt: the evidence stands in its issuer's log (Merkle tree), and the log is under the issuer's seal.
 * Chỉ cần php-xml và openssl. Needs php-xml and openssl only.
 *
 * Không kiểm ở đây: dấu thời gian, nhân chứng của trục, danh bạ, thu hồi chứng thư; "antin verify" kiểm tất cả.
 * Not verified here: time-stamp, the hub's witness, directory, revocation; "antin verify" does all of it.
 */
final class Receipt
{
    private const DS = 'http://www.w3.org/2000/09/xmldsig#';
    private const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
    private const ECDSA = 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256';
    private const PSS = 'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1';
    private const RSA = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';

    public $event;
    public $document;
    public $issuer;
    public $time;

    /** @param string $authority chứng thư gốc của tỉnh, PEM / the province's root certificate, PEM */
    public static function verify(string $xml, string $authority): self
    {
        $receipts = self::parse($xml);
        $one = self::only($receipts, 'Receipt');
        $checkpoint = self::parse(self::base64(self::child($receipts, 'Checkpoint')));
        $evidence = self::base64(self::only($one, 'Evidence')->textContent);
        $size = (int) self::only($checkpoint, 'Size')->textContent;
        $leaf = hash('sha256', "\0" . $evidence, true);
        $root = self::root($leaf, (int) $one->getAttribute('index'), $size, self::base64(self::child($one, 'Proof')));
        if (!hash_equals(self::base64(self::only($checkpoint, 'Root')->textContent), $root)) {
            throw new BrokenReceipt('Biên nhận đã bị sửa: bằng chứng không có trong sổ nhật ký.'
                . ' / The receipt was changed: its evidence is not in the log.');
        }
        $signer = self::sealed($checkpoint);
        $names = self::trusted($signer, $authority);
        $receipt = new self();
        $said = self::parse($evidence);
        $receipt->event = basename(self::only($said, 'ERDSEventId')->textContent);
        $receipt->document = self::only($said, 'MessageIdentifier')->textContent;
        $receipt->issuer = self::only($said, 'EvidenceIssuerDetails')->getAttribute('node');
        $receipt->time = self::only($said, 'EventTime')->textContent;
        $owner = explode('/', self::only($checkpoint, 'Origin')->textContent)[0];
        if ($receipt->issuer !== $owner || $names !== ['CN' => $owner]) {
            throw new BrokenReceipt("Ấn ký không phải của $receipt->issuer. / The seal is not the issuer's.");
        }
        return $receipt;
    }

    /** Chứng thư gốc: trong province.trust, hoặc một tệp PEM. The root: in province.trust, or a PEM file. */
    public static function authority(string $file): string
    {
        $pattern = '/(?:role: anchor\s+|\A)(-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----)/s';
        if (!preg_match($pattern, (string) @file_get_contents($file), $found)) {
            throw new BrokenReceipt("ANTIN_CA: không có chứng thư gốc trong / no root certificate in $file");
        }
        return $found[1];
    }

    /** Ấn ký XML (XMLDSig) của điểm chốt sổ. The seal of the log's checkpoint; who made it, PEM. */
    private static function sealed(DOMElement $checkpoint): string
    {
        $signature = $checkpoint->lastChild;
        $info = self::only($signature, 'SignedInfo');
        $algorithm = self::only($info, 'SignatureMethod')->getAttribute('Algorithm');
        $value = self::base64(self::only($signature, 'SignatureValue')->textContent);
        $pem = "-----BEGIN CERTIFICATE-----\n" . chunk_split(self::only($signature, 'X509Certificate')->textContent, 64)
            . "-----END CERTIFICATE-----\n";
        $signed = $info->C14N(true);
        $references = iterator_to_array($info->getElementsByTagNameNS(self::DS, 'Reference'));
        $good = count($references) === 2
            && self::covers($references[1], self::only($signature, 'SignedProperties'))
            && self::signed($algorithm, $signed, $value, $pem);
        // Điều được ký phải là chính điểm chốt này, không phải phần khác. What is signed must be this very checkpoint.
        $checkpoint->removeChild($signature);
        if (!$good || !self::covers($references[0], $checkpoint)) {
            throw new BrokenReceipt('Ấn ký của sổ nhật ký sai. / The seal of the log is wrong.');
        }
        return $pem;
    }

    private static function signed(string $algorithm, string $signed, string $value, string $pem): bool
    {
        if ($algorithm === self::PSS) {
            return RsaPss::verify($signed, $value, $pem);
        }
        $der = $algorithm === self::ECDSA ? self::der($value) : $value;
        return ($algorithm === self::ECDSA || $algorithm === self::RSA)
            && openssl_verify($signed, $der, $pem, OPENSSL_ALGO_SHA256) === 1;
    }

    private static function covers(DOMElement $reference, DOMElement $target): bool
    {
        return $reference->getAttribute('URI') === '#' . $target->getAttribute('Id')
            && self::only($reference, 'DigestMethod')->getAttribute('Algorithm') === self::SHA256
            && hash_equals(
                self::base64(self::only($reference, 'DigestValue')->textContent),
                hash('sha256', $target->C14N(true), true)
            );
    }

    /** Chứng thư còn hạn, do gốc của tỉnh cấp; tên trong đó. In time and of the province's root; the names in it. */
    private static function trusted(string $signer, string $authority): array
    {
        $certificate = openssl_x509_parse($signer);
        $now = time();
        $inTime = $certificate && $certificate['validFrom_time_t'] <= $now && $now <= $certificate['validTo_time_t'];
        if (!$inTime || openssl_x509_verify($signer, $authority) !== 1) {
            throw new BrokenReceipt('Chứng thư của ấn ký không do tỉnh cấp hoặc đã hết hạn.'
                . " / The seal's certificate is not of this province, or out of date.");
        }
        return $certificate['subject'];
    }

    /** Gốc cây mà lá và lời chứng dẫn tới. The root that leaf and proof lead to (RFC 9162, 2.1.3.2). */
    private static function root(string $leaf, int $index, int $size, string $proof): string
    {
        $hash = $leaf;
        $node = $index;
        $last = $size - 1;
        foreach ($proof === '' ? [] : str_split($proof, 32) as $sibling) {
            $right = ($node & 1) === 1 || $node === $last;
            $hash = hash('sha256', "\1" . ($right ? $sibling . $hash : $hash . $sibling), true);
            while ($right && ($node & 1) === 0 && $node !== 0) {
                $node >>= 1;
                $last >>= 1;
            }
            $node >>= 1;
            $last >>= 1;
        }
        return $index >= 0 && $index < $size && $last === 0 ? $hash : '';
    }

    /** XML ghi hai số r, s liền nhau; OpenSSL cần DER. XML has r and s joined; OpenSSL wants DER. */
    private static function der(string $joined): string
    {
        $numbers = '';
        foreach (str_split($joined, 32) as $number) {
            $number = ltrim($number, "\0");
            $number = $number === '' || ord($number[0]) > 127 ? "\0" . $number : $number;
            $numbers .= "\x02" . chr(strlen($number)) . $number;
        }
        return strlen($joined) === 64 ? "\x30" . chr(strlen($numbers)) . $numbers : '';
    }

    private static function parse(string $xml): DOMElement
    {
        $document = new DOMDocument();
        if ($xml === '' || !@$document->loadXML($xml, LIBXML_NONET) || $document->doctype !== null) {
            throw new BrokenReceipt('Không đọc được biên nhận. / The receipt cannot be read.');
        }
        return $document->documentElement;
    }

    private static function only(DOMElement $parent, string $name): DOMElement
    {
        $found = $parent->getElementsByTagNameNS('*', $name);
        if ($found->length !== 1) {
            throw new BrokenReceipt("Biên nhận không đúng dạng: $name. / Not the form of a receipt.");
        }
        return $found->item(0);
    }

    private static function child(DOMElement $parent, string $name): string
    {
        foreach ($parent->childNodes as $child) {
            if ($child->localName === $name) {
                return $child->textContent;
            }
        }
        throw new BrokenReceipt("Biên nhận không đúng dạng: $name. / Not the form of a receipt.");
    }

    private static function base64(string $text): string
    {
        return (string) base64_decode($text, true);
    }
}
