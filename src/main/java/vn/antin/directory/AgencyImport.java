package vn.antin.directory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import vn.antin.directory.DirectoryAct.CloseAgency;
import vn.antin.directory.DirectoryAct.RecodeAgency;
import vn.antin.envelope.AgencyCode;

/** Applies a list of all agencies to an edition: first the agencies that stay or are new, then those that end. */
final class AgencyImport {

    private final List<Agency> listed;
    private final Instant at;
    private final Set<AgencyCode> kept = new HashSet<>();
    private Edition edition;

    AgencyImport(Edition current, List<Agency> listed, Instant at) {
        this.edition = current;
        this.listed = listed;
        this.at = at;
    }

    Edition apply() {
        Edition before = edition;
        for (Agency row : listed) {
            Optional<Agency> known = known(before, row);
            known.ifPresent(agency -> kept.add(agency.code()));
            edition = known.isEmpty() ? added(row) : followed(known.get(), row);
        }
        for (Agency row : listed) {
            edition = parented(row);
        }
        for (Agency row : listed) {
            if (row.validUntil() != null || row.successor() != null) {
                close(row.code(), row);
            }
        }
        before.agencies().stream()
                .filter(agency -> agency.validUntil() == null && !kept.contains(agency.code()))
                .forEach(agency -> close(agency.code(), agency));
        return edition;
    }

    /** By its code, else by the older code that the list names. */
    private static Optional<Agency> known(Edition before, Agency row) {
        Optional<Agency> known = before.agency(row.code());
        for (AgencyCode alias : row.aliases()) {
            known = known.or(() -> before.agency(alias));
        }
        return known;
    }

    private Edition added(Agency row) {
        return edition.withAgencies(List.of(row.changed(draft -> {
            draft.parent = null;
            draft.validUntil = null;
            draft.successor = null;
        })));
    }

    private Edition followed(Agency known, Agency row) {
        Edition recoded = known.code().equals(row.code())
                ? edition
                : new RecodeAgency(known.code(), row.code()).apply(edition, at);
        Agency agency = recoded.agency(row.code()).orElseThrow();
        List<AgencyCode> aliases = new ArrayList<>(agency.aliases());
        row.aliases().stream().filter(alias -> !agency.has(alias)).forEach(aliases::add);
        return recoded.withAgencies(List.of(agency.changed(draft -> {
            draft.aliases = aliases;
            draft.rename(row.name(), at);
            draft.level = row.level();
            draft.lineMbit = row.lineMbit();
        })));
    }

    /** Parents are set when every agency of the list is there. */
    private Edition parented(Agency row) {
        Agency agency = edition.agency(row.code()).orElseThrow();
        AgencyCode parent = row.parent() == null
                ? null
                : edition.agency(row.parent()).map(Agency::code).orElse(row.parent());
        return edition.withAgencies(List.of(agency.changed(draft -> draft.parent = parent)));
    }

    private void close(AgencyCode code, Agency how) {
        Agency agency = edition.agency(code).orElseThrow();
        if (agency.validUntil() == null) {
            edition = new CloseAgency(code, how.successor(), false, how.validUntil()).apply(edition, at);
        }
    }
}
