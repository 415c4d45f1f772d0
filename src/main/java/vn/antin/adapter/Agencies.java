package vn.antin.adapter;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.text.Normalizer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.envelope.AgencyCode;

/** The agencies of the directory of that serial, or those of them that were asked for. */
public record Agencies(long serial, List<Entry> agencies) {

    /**
     * One agency.
     *
     * @param aliases its other codes: the old scheme, merged agencies
     * @param successor who took over, for one that is closed
     * @param canReceive whether it is open, may receive, and a node has joined for it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Entry(
            String code,
            String name,
            List<String> aliases,
            @Nullable String parent,
            @Nullable String successor,
            boolean canReceive) {}

    /** Those whose name, code or alias holds the words, whatever their accents and case. */
    public static Agencies of(Directory directory, @Nullable String words, Instant now) {
        String wanted = plain(words == null ? "" : words.strip());
        return new Agencies(
                directory.serial(),
                directory.agencies().stream()
                        .filter(agency -> Stream.concat(
                                        Stream.of(agency.name(), agency.code().value()),
                                        agency.aliases().stream().map(AgencyCode::value))
                                .anyMatch(text -> plain(text).contains(wanted)))
                        .map(agency -> entry(agency, now))
                        .toList());
    }

    private static Entry entry(Agency agency, Instant now) {
        return new Entry(
                agency.code().value(),
                agency.name(),
                agency.aliases().stream().map(AgencyCode::value).toList(),
                text(agency.parent()),
                text(agency.successor()),
                agency.openAt(now) && agency.mayReceive() && agency.node() != null);
    }

    private static @Nullable String text(@Nullable AgencyCode code) {
        return code == null ? null : code.value();
    }

    /** Without marks, and đ as d, which no normal form takes apart. */
    private static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT)
                .replace('đ', 'd');
    }
}
