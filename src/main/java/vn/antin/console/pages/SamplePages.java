package vn.antin.console.pages;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.antin.console.export.Exports;
import vn.antin.console.export.Sheet;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.Names;
import vn.antin.console.web.PageModel;
import vn.antin.console.web.RequestContext;
import vn.antin.console.web.ViewAudit;
import vn.antin.envelope.AgencyCode;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.query.RandomSample;
import vn.antin.ledger.query.RandomSample.Drawn;
import vn.antin.ledger.query.RandomSample.Sample;

/** Draws random samples of documents for audits; the same seed and period give the same sample. */
final class SamplePages {

    private static final int SEED_BYTES = 8;

    private final RandomSample sampling;
    private final Supplier<Set<AgencyCode>> hosted;
    private final Supplier<Names> names;
    private final ViewAudit viewAudit;
    private final SecureRandom random = new SecureRandom();

    SamplePages(RandomSample sampling, Supplier<Set<AgencyCode>> hosted, Supplier<Names> names, ViewAudit viewAudit) {
        this.sampling = sampling;
        this.hosted = hosted;
        this.names = names;
        this.viewAudit = viewAudit;
    }

    void on(Console console) {
        console.at("sample", (context, rest) -> show(context)).at("sample-export", this::export);
    }

    private void show(RequestContext context) throws IOException {
        context.needs(Action.SEE_RECEIPTS);
        SampleQuery ask = SampleQuery.of(context);
        byte[] fresh = new byte[SEED_BYTES];
        random.nextBytes(fresh);
        Map<String, Object> model = new HashMap<>();
        model.put("ask", ask);
        model.put("fresh", HexFormat.of().formatHex(fresh));
        model.put("sample", ask.complete() ? draw(ask) : null);
        model.put("names", names.get());
        context.page("sample", model);
    }

    private Sample draw(SampleQuery ask) {
        return sampling.draw(ask.filter(hosted.get()), ask.seed(), ask.count());
    }

    private void export(RequestContext context, String form) throws IOException {
        context.needs(Action.SEE_RECEIPTS);
        Exports.Form as = Exports.Form.of(form);
        SampleQuery ask = SampleQuery.of(context);
        if (!ask.complete()) {
            throw new Refused(Fault.FIELD_INVALID, "seed", ask.seed());
        }
        PageModel v = context.view();
        Sample sample = draw(ask);
        viewAudit.export(context, "sample." + form, ask.query());
        List<String> columns = Stream.of(
                        "rank", "document", "sender", "recipient", "sent", "stored", "state", "id", "number")
                .map(key -> v.say(key.equals("rank") ? "sample.rank" : "regcol." + key))
                .toList();
        String what = v.say("sample.told", ask.from(), ask.to(), ask.seed(), v.number(sample.among())) + " "
                + v.say("sample.how");
        Sheet sheet = Exports.open(context, as, "mau", v.say("auditing.sample"), what, columns);
        for (Drawn one : sample.drawn()) {
            sheet.row(cells(one, v));
        }
        sheet.end(v.say(
                sample.whole() ? "export.whole" : "sample.long",
                v.number(sample.drawn().size())));
    }

    private List<@Nullable Object> cells(Drawn one, PageModel v) {
        return Arrays.asList(
                one.rank().hex(),
                one.line().documentId() == null
                        ? one.line().document().toString()
                        : one.line().documentId(),
                names.get().of(one.line().sender()),
                names.get().of(one.line().recipient()),
                one.line().created(),
                one.line().at(3).map(receipt -> (Object) receipt.at()).orElse(null),
                v.word("state", one.line().state().name()),
                one.line().document().toString(),
                (long) one.line().number());
    }
}
