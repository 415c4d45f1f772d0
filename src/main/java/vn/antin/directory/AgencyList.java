package vn.antin.directory;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.VietnamTime;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** Reads the province's list of agencies in CSV; reports every faulty line. */
public final class AgencyList {

    static final String CODE = "code_qd20_SYNTHETIC";
    static final String ALIAS = "code_qcvn102_SYNTHETIC";
    static final String PARENT = "parent_code";
    static final String NAME = "name";
    static final String LEVEL = "level";
    static final String LINE = "line_mbit";

    /** Optional columns: from when an agency is closed, and who takes over. */
    static final String UNTIL = "valid_until";

    static final String SUCCESSOR = "successor";

    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    private static final int MAX_SLUG = 48;

    private final Map<AgencyCode, AgencyCode> primary = new HashMap<>();
    private final List<Agency> agencies = new ArrayList<>();
    private final List<Refused> faults = new ArrayList<>();

    private AgencyList() {}

    public static List<Agency> read(Path csv) {
        try (Reader text = Files.newBufferedReader(csv)) {
            return read(text);
        } catch (NoSuchFileException e) {
            throw new Refused(Fault.FILE_MISSING, e, csv.toString());
        } catch (IOException e) {
            throw new Refused(Fault.DIRECTORY_FORM, e, csv.toString());
        }
    }

    /** Reads the list. A parent must come before its children, so that its codes are known. */
    public static List<Agency> read(Reader csv) throws IOException {
        var list = new AgencyList();
        try (CSVParser rows = FORMAT.parse(csv)) {
            Set<String> missing = new HashSet<>(Set.of(CODE, ALIAS, PARENT, NAME, LEVEL, LINE));
            missing.removeAll(rows.getHeaderNames());
            if (!missing.isEmpty()) {
                throw new Refused(Fault.DIRECTORY_FORM, "line 1: no column " + String.join(", ", missing));
            }
            for (CSVRecord row : rows) {
                list.read(row, rows.getCurrentLineNumber());
            }
        }
        if (!list.faults.isEmpty()) {
            throw Refused.of(list.faults);
        }
        return List.copyOf(list.agencies);
    }

    private void read(CSVRecord row, long line) {
        try {
            if (!row.isConsistent()) {
                throw new Refused(Fault.DIRECTORY_FORM, "columns");
            }
            Agency agency = agency(row);
            add(agency.code(), agency.code());
            agency.aliases().forEach(alias -> add(alias, agency.code()));
            agencies.add(agency);
        } catch (Refused e) {
            faults.add(new Refused(
                    Fault.DIRECTORY_FORM, e, "line " + line + ": " + e.fault() + " " + String.join(", ", e.values())));
        }
    }

    private Agency agency(CSVRecord row) {
        AgencyCode code = new AgencyCode(row.get(CODE));
        AgencyCode alias = new AgencyCode(row.get(ALIAS));
        return new Agency(
                code,
                alias.equals(code) ? List.of() : List.of(alias),
                row.get(NAME),
                null,
                parent(row.get(PARENT)),
                number(row, LEVEL),
                number(row, LINE),
                null,
                until(row),
                optional(row, SUCCESSOR).map(AgencyCode::new).orElse(null),
                true,
                true,
                null,
                null);
    }

    private static Optional<String> optional(CSVRecord row, String column) {
        return row.isMapped(column)
                ? Optional.of(row.get(column).strip()).filter(text -> !text.isEmpty())
                : Optional.empty();
    }

    private static @Nullable Instant until(CSVRecord row) {
        String text = optional(row, UNTIL).orElse(null);
        try {
            return text == null ? null : VietnamTime.read(text);
        } catch (DateTimeException e) {
            throw new Refused(Fault.DIRECTORY_FORM, e, UNTIL + " " + text);
        }
    }

    private @Nullable AgencyCode parent(String written) {
        if (written.isEmpty()) {
            return null;
        }
        AgencyCode parent = primary.get(new AgencyCode(written));
        if (parent == null) {
            throw new Refused(Fault.DIRECTORY_FORM, PARENT + " " + written + " is not above");
        }
        return parent;
    }

    private static int number(CSVRecord row, String column) {
        try {
            return Integer.parseInt(row.get(column));
        } catch (NumberFormatException e) {
            throw new Refused(Fault.DIRECTORY_FORM, e, column + " " + row.get(column));
        }
    }

    private void add(AgencyCode code, AgencyCode of) {
        if (primary.putIfAbsent(code, of) != null) {
            throw new Refused(Fault.DIRECTORY_FORM, code + " twice");
        }
    }

    /** The node id for an agency: a slug of its name, with its code where another agency has the same name. */
    public static NodeId nodeIdFor(Agency agency, Collection<Agency> all) {
        String slug = slug(agency.name());
        boolean shared = slug.isEmpty()
                || all.stream()
                        .anyMatch(other -> !other.code().equals(agency.code())
                                && slug(other.name()).equals(slug));
        if (!shared) {
            return new NodeId(slug);
        }
        String code = agency.code().value().toLowerCase(Locale.ROOT).replace('.', '-');
        String name = slug.substring(0, Math.min(slug.length(), Math.max(0, 62 - code.length())));
        return new NodeId(name.isEmpty() ? code : name + "-" + code);
    }

    /**
     * The slug of a name, as so-noi-vu for "Sở Nội vụ": accents are removed; đ is replaced, because no normal form
     * decomposes it.
     */
    static String slug(String name) {
        String plain = Normalizer.normalize(name.toLowerCase(Locale.ROOT).replace('đ', 'd'), Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
        return plain.length() <= MAX_SLUG ? plain : plain.substring(0, MAX_SLUG).replaceAll("-$", "");
    }
}
