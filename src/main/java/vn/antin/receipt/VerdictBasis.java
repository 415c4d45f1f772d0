package vn.antin.receipt;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a verdict rests on beside the files and SHA-256. If any of it is false, the verdict may be wrong.
 *
 * @param signers whose keys were in nobody else's hands: authorities that time-stamped, signers of directories
 * @param unstamped issuers whose seals no time-stamp proves: their keys must be in nobody else's hands up to now
 * @param lists issue of the newest revocation list in the files: a later revocation is not known
 * @param until when the first of the proofs ends, unless it is renewed; null when none is known
 */
public record VerdictBasis(
        Set<String> signers,
        Set<String> unstamped,
        @Nullable Instant lists,
        @Nullable Instant until) {

    static final VerdictBasis NOTHING = new VerdictBasis(Set.of(), Set.of(), null, null);

    private static final Comparator<Instant> TIME = Comparator.naturalOrder();

    public VerdictBasis {
        signers = new TreeSet<>(signers);
        unstamped = new TreeSet<>(unstamped);
    }

    /** A chain to now. */
    static VerdictBasis of(ProofChain chain) {
        return new VerdictBasis(chain.signers(), Set.of(), null, chain.until());
    }

    /** All of these together. */
    static VerdictBasis of(Collection<VerdictBasis> all) {
        return new VerdictBasis(
                all.stream().flatMap(each -> each.signers.stream()).collect(Collectors.toSet()),
                all.stream().flatMap(each -> each.unstamped.stream()).collect(Collectors.toSet()),
                chosen(all, VerdictBasis::lists, BinaryOperator.maxBy(TIME)),
                chosen(all, VerdictBasis::until, BinaryOperator.minBy(TIME)));
    }

    private static @Nullable Instant chosen(
            Collection<VerdictBasis> all,
            Function<VerdictBasis, @Nullable Instant> time,
            BinaryOperator<Instant> choice) {
        Stream<Instant> times = all.stream().map(time).filter(Objects::nonNull);
        return times.reduce(choice).orElse(null);
    }
}
