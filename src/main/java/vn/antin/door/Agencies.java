package vn.antin.door;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.PlainText;
import vn.antin.fault.Fault;

/**
 * The agencies of one edition of the directory, or those of them that match a search.
 *
 * @param changedSince the serial of the earlier edition that these changes are relative to; absent in a full list
 * @param gone codes of the earlier edition that this one no longer has
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Agencies(
        long serial,
        @Nullable Long changedSince,
        List<AgencyEntry> agencies,
        @Nullable List<String> gone) {

    /**
     * One agency of the directory.
     *
     * @param aliases its other codes: the old scheme, merged agencies
     * @param successor the agency that took over from a closed one
     * @param lineMbit bandwidth of its line, Mbit/s
     * @param canReceive whether it is open, may receive, and has a node that joined
     * @param whyNot the code of the fault that a document to it would get
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AgencyEntry(
            String code,
            String name,
            List<String> aliases,
            @Nullable String parent,
            @Nullable String successor,
            @Nullable Instant validFrom,
            @Nullable Instant validUntil,
            int lineMbit,
            boolean canReceive,
            @Nullable String whyNot) {

        public static AgencyEntry of(Agency agency, Instant now) {
            Fault obstacle = obstacle(agency, now);
            return new AgencyEntry(
                    agency.code().value(),
                    agency.name(),
                    agency.aliases().stream().map(AgencyCode::value).toList(),
                    text(agency.parent()),
                    text(agency.successor()),
                    agency.validFrom(),
                    agency.validUntil(),
                    agency.lineMbit(),
                    obstacle == null,
                    obstacle == null ? null : obstacle.code());
        }

        /** Whether its name, code or an alias contains the words, ignoring accents and case. */
        boolean holds(String plain) {
            return Stream.concat(Stream.of(name, code), aliases.stream())
                    .anyMatch(text -> PlainText.of(text).contains(plain));
        }
    }

    /** All agencies whose name, code or alias contains the words. */
    public static Agencies of(Directory directory, @Nullable String words, Instant now) {
        return new Agencies(directory.serial(), null, found(directory, words, now), null);
    }

    /** The agencies among them that changed since the earlier edition. */
    public static Agencies since(Directory earlier, Directory directory, @Nullable String words, Instant now) {
        Set<AgencyEntry> before = new HashSet<>(found(earlier, words, now));
        List<AgencyEntry> after = found(directory, words, now);
        Set<String> codes = new HashSet<>();
        after.forEach(entry -> codes.add(entry.code()));
        return new Agencies(
                directory.serial(),
                earlier.serial(),
                after.stream().filter(entry -> !before.contains(entry)).toList(),
                before.stream()
                        .map(AgencyEntry::code)
                        .filter(code -> !codes.contains(code))
                        .sorted()
                        .toList());
    }

    private static List<AgencyEntry> found(Directory directory, @Nullable String words, Instant now) {
        String wanted = PlainText.of(words == null ? "" : words.strip());
        return directory.agencies().stream()
                .map(agency -> AgencyEntry.of(agency, now))
                .filter(entry -> entry.holds(wanted))
                .toList();
    }

    /** The fault that a document to this agency would get; null when the agency can receive. */
    private static @Nullable Fault obstacle(Agency agency, Instant now) {
        if (!agency.openAt(now) || !agency.mayReceive()) {
            return Fault.AGENCY_CLOSED;
        }
        return agency.node() == null ? Fault.RECIPIENT_NOT_JOINED : null;
    }

    private static @Nullable String text(@Nullable AgencyCode code) {
        return code == null ? null : code.value();
    }
}
