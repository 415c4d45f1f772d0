package vn.antin.door.webhook;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** Parses the address of a webhook and refuses impossible ones before any lookup. */
final class WebhookTarget {

    static final int LONGEST = 1000;

    private WebhookTarget() {}

    /** An http or https address with a host, at a permitted port. */
    static URI read(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            throw new Refused(Fault.FIELD_INVALID, e, "url", text);
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        boolean whole = (scheme.equals("https") || scheme.equals("http"))
                && url.getHost() != null
                && url.getRawUserInfo() == null
                && url.getRawFragment() == null
                && text.chars().allMatch(letter -> letter > ' ' && letter < 0x7f);
        if (!whole) {
            throw new Refused(Fault.FIELD_INVALID, "url", text);
        }
        int port = url.getPort();
        if (port != -1 && port != 80 && port != 443 && (port < 1024 || port > 0xffff)) {
            throw new Refused(Fault.WEBHOOK_TARGET, url.getHost() + ":" + port);
        }
        return URI.create(scheme + text.substring(scheme.length()));
    }
}
