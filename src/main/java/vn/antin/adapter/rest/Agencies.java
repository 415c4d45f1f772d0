package vn.antin.adapter.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.PlainText;

/** The agencies of the directory of that serial, or those of them that were asked for. */
record Agencies(long serial, List<Entry> agencies) {

    /**
     * One agency.
     *
     * @param aliases its other codes: the old scheme, merged agencies
     * @param successor who took over, for one that is closed
     * @param canReceive whether it is open, may receive, and a node has joined for it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Entry(
            String code,
            String name,
            List<String> aliases,
            @Nullable String parent,
            @Nullable String successor,
            boolean canReceive) {}

    /** Those whose name, code or alias holds the words, whatever their accents and case. */
    static Agencies of(Directory directory, @Nullable String words, Instant now) {
        String wanted = PlainText.of(words == null ? "" : words.strip());
        return new Agencies(
                directory.serial(),
                directory.agencies().stream()
                        .filter(agency -> Stream.concat(
                                        Stream.of(agency.name(), agency.code().value()),
                                        agency.aliases().stream().map(AgencyCode::value))
                                .anyMatch(text -> PlainText.of(text).contains(wanted)))
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
}
