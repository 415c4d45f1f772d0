#!/usr/bin/env python3
"""Checks the inclusion proofs of a receipts file with nothing but Python's own library.

It shows that each evidence stands in its issuer's log under the root of the checkpoint in the same file (RFC 9162,
2.1.3.2). It does not check seals or certificates: xmlsec1 and openssl do that.
"""
import base64
import hashlib
import sys
import xml.etree.ElementTree as ET

RECEIPT = "{urn:antin:receipt:1}"
CHECKPOINT = "{urn:antin:checkpoint:1}"


def parse(data):
    if b"<!DOCTYPE" in data:
        raise ValueError("a document type has no place here")
    return ET.fromstring(data)


def leaf_hash(content):
    return hashlib.sha256(b"\x00" + content).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def included(leaf, index, size, proof, root):
    if not 0 <= index < size:
        return False
    node, last, computed = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node % 2 == 1 or node == last:
            computed = node_hash(sibling, computed)
            while node % 2 == 0 and node != 0:
                node, last = node >> 1, last >> 1
        else:
            computed = node_hash(computed, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and computed == root


def main(path):
    with open(path, "rb") as file:
        receipts = parse(file.read())
    checkpoint = parse(base64.b64decode(receipts.findtext(RECEIPT + "Checkpoint")))
    size = int(checkpoint.findtext(CHECKPOINT + "Size"))
    root = base64.b64decode(checkpoint.findtext(CHECKPOINT + "Root"))
    found = receipts.findall(RECEIPT + "Receipt")
    good = bool(found)
    for receipt in found:
        evidence = base64.b64decode(receipt.findtext(RECEIPT + "Evidence"))
        joined = base64.b64decode(receipt.findtext(RECEIPT + "Proof") or "")
        proof = [joined[i:i + 32] for i in range(0, len(joined), 32)]
        index = int(receipt.get("index"))
        holds = included(leaf_hash(evidence), index, size, proof, root)
        good = good and holds
        print("OK" if holds else "FAILED", checkpoint.findtext(CHECKPOINT + "Origin"), index)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
