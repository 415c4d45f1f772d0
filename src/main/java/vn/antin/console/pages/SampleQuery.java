package vn.antin.console.pages;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Set;
import vn.antin.console.web.QueryFields;
import vn.antin.console.web.RequestContext;
import vn.antin.envelope.AgencyCode;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.query.RegisterFilter;

/** The parameters of a sample: first and last day, size, seed. */
public record SampleQuery(String from, String to, int count, String seed) {

    private static final int MOST = 200;
    private static final int USUAL = 50;
    private static final int LONGEST_SEED = 64;

    static SampleQuery of(RequestContext context) {
        String count = context.field("count");
        int asked = count.matches("\\d{1,4}") ? Integer.parseInt(count) : USUAL;
        String seed = context.field("seed");
        if (seed.length() > LONGEST_SEED) {
            throw new Refused(Fault.FIELD_INVALID, "seed", seed);
        }
        return new SampleQuery(context.field("from"), context.field("to"), Math.max(1, Math.min(asked, MOST)), seed);
    }

    boolean complete() {
        return QueryFields.day(from, 0) != null && QueryFields.day(to, 0) != null && !seed.isEmpty();
    }

    RegisterFilter filter(Set<AgencyCode> hosted) {
        return period().filter(hosted, code -> code);
    }

    private RegisterQuery period() {
        return new RegisterQuery("", from, to, "", "", "", "", "", false, false, false);
    }

    public String query() {
        return period().query() + "&count=" + count + "&seed=" + URLEncoder.encode(seed, UTF_8);
    }
}
