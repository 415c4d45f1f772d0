package vn.antin.console.pages;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.antin.console.web.PageModel;
import vn.antin.directory.Agency;
import vn.antin.envelope.AgencyCode;
import vn.antin.relay.LineRow;
import vn.antin.relay.NodeLineState;

/**
 * The agencies of a province as tiles in fixed places: the province's own first, then district by district, by code. In
 * a very large province only agencies that need attention have a tile.
 *
 * @param counts number of agencies in each state
 */
public record Tiles(List<Group> groups, Map<NodeLineState, Integer> counts) {

    /** Most tiles; the rest is shown as numbers. */
    static final int MOST = 400;

    private static final List<String> PREFIXES = List.of("UBND ", "Ủy ban nhân dân ");

    /**
     * A district, or the agencies of the province itself.
     *
     * @param id code of the district's own agency; empty for the province's
     * @param name of the agency; empty for the province's
     * @param others number of its agencies without a tile
     */
    public record Group(String id, String name, List<Tile> tiles, int others) {}

    /**
     * One agency.
     *
     * @param name without the words that all agencies of its kind begin with
     * @param waits documents and receipts that wait at the hub for it
     */
    public record Tile(AgencyCode code, String name, NodeLineState state, String said, long waits) {

        /** Its style: good, way, bad or none. */
        public String mood() {
            return switch (state) {
                case DOWN, SILENT, CLOCK -> "bad";
                case STOPPED, PAUSED -> "way";
                case BUSY, GOOD -> "good";
                case NEVER, NOT_JOINED -> "none";
            };
        }

        /** Whether its state needs no reading. */
        public boolean quiet() {
            return mood().equals("good") || mood().equals("none");
        }
    }

    /** A symbol for the state, so that colour is not the only sign. */
    public static String sign(NodeLineState state) {
        return switch (state) {
            case DOWN -> "✕";
            case SILENT -> "?";
            case CLOCK -> "±";
            case STOPPED -> "■";
            case PAUSED -> "‖";
            case NEVER -> "○";
            case BUSY, GOOD -> "✓";
            case NOT_JOINED -> "–";
        };
    }

    /** The tiles of all lines, worst first. */
    static Tiles of(PageModel v, List<LineRow> rows) {
        Map<AgencyCode, Agency> agencies = new HashMap<>();
        rows.forEach(row -> agencies.put(row.agency().code(), row.agency()));
        Map<AgencyCode, AgencyCode> above = new HashMap<>();
        agencies.values().forEach(agency -> {
            AgencyCode district = district(agency, agencies);
            if (district != null) {
                above.put(agency.code(), district);
            }
        });
        Set<AgencyCode> districts = new HashSet<>(above.values());
        Set<AgencyCode> shown = rows.stream()
                .filter(row -> rows.size() <= MOST || needsSomebody(row.state()))
                .limit(MOST)
                .map(row -> row.agency().code())
                .collect(Collectors.toSet());
        Map<String, List<LineRow>> groups = new TreeMap<>();
        rows.forEach(row -> {
            AgencyCode code = row.agency().code();
            AgencyCode district = districts.contains(code) ? code : above.get(code);
            groups.computeIfAbsent(district == null ? "" : district.value(), unused -> new ArrayList<>())
                    .add(row);
        });
        return new Tiles(
                groups.entrySet().stream()
                        .map(group -> group(v, group.getKey(), group.getValue(), shown, agencies))
                        .toList(),
                LinePages.counts(rows));
    }

    private static boolean needsSomebody(NodeLineState state) {
        return state.bad() || state == NodeLineState.STOPPED || state == NodeLineState.PAUSED;
    }

    /** The agency of the second level above it; null for those of the first two levels. */
    private static @Nullable AgencyCode district(Agency agency, Map<AgencyCode, Agency> all) {
        Agency now = agency;
        for (int step = 0; now != null && now.level() > 2 && step < 8; step++) {
            AgencyCode parent = now.parent();
            now = parent == null ? null : all.get(parent);
        }
        return now == null || agency.level() <= 2 ? null : now.code();
    }

    private static Group group(
            PageModel v, String id, List<LineRow> rows, Set<AgencyCode> shown, Map<AgencyCode, Agency> agencies) {
        List<Tile> tiles = rows.stream()
                .filter(row -> shown.contains(row.agency().code()))
                .map(row -> tile(v, row))
                .sorted((one, other) -> one.code().compareTo(other.code()))
                .toList();
        Agency own = id.isEmpty() ? null : agencies.get(new AgencyCode(id));
        return new Group(id, own == null ? "" : own.name(), tiles, rows.size() - tiles.size());
    }

    private static Tile tile(PageModel v, LineRow row) {
        String name = row.agency().name();
        for (String prefix : PREFIXES) {
            name = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
        }
        boolean since = row.since() != null && (row.state().bad() || row.state() == NodeLineState.PAUSED);
        String said = v.word("line", row.state().name())
                + (since ? " " + v.say("lines.since", v.time(java.util.Objects.requireNonNull(row.since()))) : "");
        return new Tile(row.agency().code(), name, row.state(), said, row.documents());
    }
}
