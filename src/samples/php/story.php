<?php
/* Những câu kể lại việc đã làm; biến môi trường. What the samples say, and their environment. */
declare(strict_types=1);

function text(string $vietnamese, string $english): string
{
    return getenv('ANTIN_LANG') === 'en' ? $english : $vietnamese;
}

function say(string $vietnamese, string $english): void
{
    echo text($vietnamese, $english), "\n";
}

function check(bool $good, string $vietnamese, string $english): void
{
    if (!$good) {
        throw new LogicException(text("sai: $vietnamese", "wrong: $english"));
    }
    say($vietnamese, $english);
}

function env(string $name): string
{
    $value = getenv($name);
    if ($value === false || $value === '') {
        throw new LogicException(text("thiếu biến môi trường $name", "set the variable $name"));
    }
    return $value;
}

function tell(Receipt $receipt): void
{
    $what = "✔ $receipt->event $receipt->time, $receipt->issuer";
    say("$what: có trong sổ nhật ký, ấn ký đúng, chứng thư của tỉnh.",
        "$what: in the log, seal right, certificate of the province.");
}
