"""Calls of the national axis at a node, with nothing but Python 3.6 or newer:
vxp.py send FILE | list | get ID FILE | done ID | fail ID REASON | sent | agencies"""
import base64, hashlib, hmac, json, os, ssl, sys, time, urllib.error, urllib.parse, urllib.request

URL, CODE, SECRET = os.environ["VXP_URL"], os.environ["VXP_CODE"], os.environ["VXP_SECRET"]
TLS = ssl.create_default_context(cafile=os.environ["VXP_CA"])
LISTS = {"list": "getReceivedEdocList", "sent": "getSentEdocList", "agencies": "getAgenciesList"}
PART = b'--vxp-boundary\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'


def request(name, parameters, body, more):
    signed = {"XroadVnpt-timestamp": str(int(time.time() * 1000)), **more}
    text = json.dumps(signed)  # sent as it is signed, byte for byte
    mac = hmac.new(SECRET.encode(), text.encode(), hashlib.sha256).digest()
    headers = {**signed, "XroadVnpt-hash-header": text, "XroadVnpt-sign-header-key": CODE,
               "XroadVnpt-sign-header": base64.b64encode(mac).decode()}
    if body:
        headers["Content-Type"] = "multipart/form-data; boundary=vxp-boundary"
    return urllib.request.Request(URL + "/" + name + "?" + urllib.parse.urlencode(parameters), body, headers)


def call(name, parameters={}, body=None, more={}):
    """The JSON that is answered, or a package; what may work later (503, no answer) is tried again unchanged."""
    for wait in (1, 2, 4, 8, 16, 32, 60):
        try:
            with urllib.request.urlopen(request(name, parameters, body, more), timeout=120, context=TLS) as answer:
                headers, answer = answer.headers, answer.read()
            if headers.get_content_type() == "application/xml":
                if hashlib.sha256(answer).hexdigest() != headers["hash-file"]:
                    raise ConnectionError("the package was changed on its way")
                return answer
            answer = json.loads(answer)
            if answer["status"] != "OK":
                sys.exit("FAIL " + answer["ErrorCode"] + " " + answer["ErrorDesc"])
            return answer
        except OSError as fault:
            if isinstance(getattr(fault, "reason", None), ssl.SSLError) or getattr(fault, "code", 503) != 503:
                raise
            print("again in %d s: %s" % (wait, fault), file=sys.stderr)
            time.sleep(wait)
    sys.exit("no answer")


what, *words = sys.argv[1:] or ["help"]
if what == "send":
    package = open(words[0], "rb").read()
    about = json.dumps({"from": CODE, "servicetype": "eDoc", "messagetype": "edoc"}).encode()
    form = PART % (b"content", b"", about) + PART % (b"file_doc", b'; filename="a.edxml"', package)
    digest = {"hash-file": hashlib.sha256(package).hexdigest()}
    print(call("sendEdoc", body=form + b"--vxp-boundary--\r\n", more=digest)["DocId"])
elif what == "get":
    open(words[1], "wb").write(call("getEdoc", {"docId": words[0]}))
elif what in ("done", "fail"):
    call("updateStatus", {"docId": words[0], "status": what, "reason": " ".join(words[1:])})
elif what in LISTS:
    print("\n".join(json.dumps(row, ensure_ascii=False) for row in call(LISTS[what])["data"]))
else:
    sys.exit(__doc__)
