#!/bin/sh
# Gửi và nhận một tệp lớn bằng SOAP với MTOM; chỉ cần curl. Không chỗ nào giữ cả tệp trong bộ nhớ.
# Sends and takes a large file by SOAP with MTOM; needs curl only. Nothing holds the file in memory.
#
# soap-large.sh [MEGABYTES]       100 nếu không nói gì / if nothing is said
# Biến môi trường / environment: ANTIN_URL ANTIN_KEY ANTIN_PEER_URL ANTIN_PEER_KEY ANTIN_TO ANTIN_CA
#     [ANTIN_PIDS]  mã tiến trình của các nút: in bộ nhớ cao nhất / of the nodes: their peak memory is printed
set -eu

say() { printf '%s\n' "$1"; }
die() { printf '%s\n' "$1" >&2; exit 1; }
for name in ANTIN_URL ANTIN_KEY ANTIN_PEER_URL ANTIN_PEER_KEY ANTIN_TO ANTIN_CA; do
    eval "[ -n \"\${$name:-}\" ]" || die "thiếu biến môi trường / set the variable $name"
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
boundary=antin-$$-large

memory() { # WHEN
    for pid in ${ANTIN_PIDS:-}; do
        say "bộ nhớ cao nhất / peak memory, $1, $pid: $(awk '/VmHWM/ { printf "%d MB", $2 / 1024 }' "/proc/$pid/status")"
    done
}
call() { # URL KEY OPERATION FIELDS [FILE]: câu trả lời vào / the answer into $work/answer
    {
        printf -- '--%s\r\nContent-Type: application/xop+xml; charset=UTF-8; type="text/xml"\r\n' "$boundary"
        printf 'Content-ID: <root>\r\n\r\n<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>'
        printf '<%s xmlns="urn:antin:documents:1">%s</%s></e:Body></e:Envelope>\r\n' "$3" "$4" "$3"
        if [ -n "${5:-}" ]; then
            printf -- '--%s\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n' "$boundary"
            printf 'Content-ID: <file>\r\n\r\n'
            cat "$5"
            printf '\r\n'
        fi
        printf -- '--%s--\r\n' "$boundary"
    } | curl -sS --cacert "$ANTIN_CA" -X POST -T - -D "$work/headers" -o "$work/answer" -H "Authorization: Bearer $2" \
        -H "Content-Type: multipart/related; boundary=$boundary; type=\"application/xop+xml\"; start=\"<root>\"; start-info=\"text/xml\"" \
        "$1/services/documents" || die "không gọi được / cannot reach $1"
    fault=$(text faultstring)
    [ -z "$fault" ] || die "$(text code) $fault"
}
text() { # NAME: chữ của phần tử đầu tiên / the first element's text
    head -c 262144 "$work/answer" | tr -d '\r\n' | sed 's/>/>\n/g' | grep -a -A 1 "^[^>]*<\(ns[0-9]*:\)\?$1>" \
        | sed -n '2s/<.*//p' | head -n 1
}

head -c "$((${1:-100} * 1048576))" /dev/urandom >"$work/file"
digest=$(sha256sum <"$work/file" | cut -d ' ' -f 1)
memory "trước / before"

# Lưu khóa này trước khi gửi: gửi lại với nó không bao giờ thành hai văn bản. Keep it: a repeat never sends twice.
key=$(od -An -N 16 -tx1 /dev/urandom | tr -d ' \n')
call "$ANTIN_URL" "$ANTIN_KEY" SubmitDocument "<idempotencyKey>$key</idempotencyKey><letter><to>$ANTIN_TO</to>\
<subject>V/v tệp lớn qua SOAP</subject><file><name>lon.bin</name><content>\
<x:Include xmlns:x=\"http://www.w3.org/2004/08/xop/include\" href=\"cid:file\"/></content></file></letter>" "$work/file"
id=$(text id)
say "đã gửi / sent: $id, ${1:-100} MB"

lease=
for _ in $(seq 600); do
    call "$ANTIN_PEER_URL" "$ANTIN_PEER_KEY" ListPending "<limit>100</limit>"
    lease=$(tr -d '\r\n' <"$work/answer" | sed 's/<\/[a-z0-9:]*document>/\n/g' | grep -a ">$id<" \
        | sed 's/.*<[a-z0-9:]*lease>\([^<]*\)<.*/\1/' | head -n 1)
    [ -z "$lease" ] || break
    sleep 1
done
[ -n "$lease" ] || die "chưa đến sau 10 phút / not there after 10 minutes"
say "đã đến / arrived"

call "$ANTIN_PEER_URL" "$ANTIN_PEER_KEY" GetDocument "<id>$id</id>"
answered=$(tr -d '\r"' <"$work/headers" | sed -n 's/.*boundary=\([^;]*\).*/\1/p')
from=$(grep -abo -- "--$answered" "$work/answer" | sed -n '2s/:.*//p')
skip=$(tail -c "+$((from + 1))" "$work/answer" | head -c 4096 | LC_ALL=C awk '{ n += length($0) + 1 } $0 == "\r" { print n; exit }')
got=$(tail -c "+$((from + skip + 1))" "$work/answer" | head -c "$((${1:-100} * 1048576))" | sha256sum | cut -d ' ' -f 1)
[ "$got" = "$digest" ] || die "tệp nhận được khác tệp đã gửi / the file differs"
say "đã nhận, đúng mã băm / received, the digest is right: $digest"
call "$ANTIN_PEER_URL" "$ANTIN_PEER_KEY" ConfirmReceived "<id>$id</id><lease>$lease</lease><by>soap-large.sh</by>"
say "đã xác nhận / acknowledged"
memory "sau / after"
