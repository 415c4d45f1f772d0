package vn.antin.door.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.ws.rs.core.UriInfo;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;

/** The Link header (RFC 8288) to the next page: the same query with one parameter changed. */
record NextPageLink(String address, String name) {

    static NextPageLink of(UriInfo asked, String name) {
        List<String> words = new ArrayList<>();
        asked.getQueryParameters().forEach((other, values) -> {
            if (!other.equals(name)) {
                values.forEach(one -> words.add(encoded(other) + "=" + encoded(one) + "&"));
            }
        });
        String path = asked.getPath().replaceFirst("^/", "");
        return new NextPageLink(ResponseJson.BASE + "/" + path + "?" + String.join("", words), name);
    }

    String link(String value) {
        return "<" + address + name + "=" + encoded(value) + ">; rel=\"next\"";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
