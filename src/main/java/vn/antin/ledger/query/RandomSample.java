package vn.antin.ledger.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.query.Lists.Window;

/**
 * A reproducible random sample of the register: each line is ranked by the SHA-256 of "seed id.copy", and the lines
 * with the smallest rank are drawn. Nobody can keep a line out of a sample without changing its id.
 */
public final class RandomSample {

    /** Lines ranked for one sample at most. */
    public static final int MOST_LINES = 500_000;

    private static final int WINDOW = 5_000;

    private final Ledger ledger;
    private final RegisterLines lines;

    /** A drawn line with its rank. */
    public record Drawn(RegisterLine line, Digest rank) {}

    /**
     * A sample.
     *
     * @param among number of lines ranked
     * @param whole false when the period has more lines than can be ranked
     */
    public record Sample(long among, boolean whole, List<Drawn> drawn) {}

    private record Ranked(RegisterLines.Found found, Digest rank) {}

    /** @param stampTime reads the time of a token that was verified when it was stored */
    public RandomSample(Ledger ledger, Function<byte[], Instant> stampTime) {
        this.ledger = ledger;
        this.lines = new RegisterLines(stampTime);
    }

    /** The rank of a line. */
    public static Digest rank(String seed, RegisterLine.RegisterPosition place) {
        return Digest.sha256((seed + " " + place.document() + "." + place.number()).getBytes(UTF_8));
    }

    /** Draws a number of lines from those that match the filter. */
    public Sample draw(RegisterFilter filter, String seed, int count) {
        return ledger.read(tx -> {
            PriorityQueue<Ranked> smallest = new PriorityQueue<>(
                    Comparator.comparing((Ranked one) -> one.rank().hex()).reversed());
            long among = 0;
            DocumentLine.@Nullable PagePosition at = Lists.top(filter.documents());
            while (at != null && among < MOST_LINES) {
                Window window = Lists.window(tx, filter.documents(), at, WINDOW);
                for (RegisterLines.Found found : Register.all(tx, filter, window)) {
                    among++;
                    smallest.add(new Ranked(found, rank(seed, found.place())));
                    if (smallest.size() > count) {
                        smallest.remove();
                    }
                }
                at = window.end();
            }
            return at == null ? new Sample(among, true, drawn(tx, smallest)) : new Sample(among, false, List.of());
        });
    }

    private List<Drawn> drawn(Tx tx, PriorityQueue<Ranked> smallest) {
        List<Ranked> ranked = new ArrayList<>(smallest);
        ranked.sort(Comparator.comparing(one -> one.rank().hex()));
        List<RegisterLine> read =
                lines.of(tx, ranked.stream().map(Ranked::found).toList(), new Register.Depth(false, false));
        List<Drawn> drawn = new ArrayList<>();
        for (int i = 0; i < read.size(); i++) {
            drawn.add(new Drawn(read.get(i), ranked.get(i).rank()));
        }
        return drawn;
    }
}
