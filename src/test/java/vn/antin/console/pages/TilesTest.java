package vn.antin.console.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vn.antin.console.web.PageModel;
import vn.antin.console.web.TemplateRenderer;
import vn.antin.directory.Agency;
import vn.antin.directory.AgencyList;
import vn.antin.door.Language;
import vn.antin.door.Messages;
import vn.antin.envelope.AgencyCode;
import vn.antin.relay.LineRow;
import vn.antin.relay.NodeLineState;
import vn.antin.relay.TrafficCounter;

class TilesTest {

    private static final Instant NOW = Instant.parse("2026-12-01T02:12:00Z");

    private static PageModel view() {
        return new PageModel(
                Messages.in(Language.VI, TemplateRenderer.class, "console"),
                null,
                "",
                "/console",
                "Tỉnh",
                Set.of("lines"),
                NOW,
                0);
    }

    private static LineRow row(Agency agency, NodeLineState state) {
        return new LineRow(agency, state, "", NOW, null, 4, 1, new TrafficCounter.Passed(NOW, 0, 0), null);
    }

    private static Agency agency(String code, @Nullable String parent, int level) {
        return new Agency(
                new AgencyCode(code),
                List.of(),
                "UBND xã " + code,
                null,
                parent == null ? null : new AgencyCode(parent),
                level,
                4,
                null,
                null,
                null,
                true,
                true,
                null,
                null);
    }

    @Test
    void every_agency_of_the_province_has_a_tile_in_its_district() {
        List<LineRow> rows = AgencyList.read(Path.of("config/brvt-agencies.csv")).stream()
                .map(agency -> row(agency, NodeLineState.GOOD))
                .toList();

        Tiles tiles = Tiles.of(view(), rows);

        assertThat(tiles.groups().stream()
                        .mapToInt(group -> group.tiles().size())
                        .sum())
                .isEqualTo(112);
        assertThat(tiles.groups()).hasSize(8);
        assertThat(tiles.groups().get(0).id()).isEmpty();
        Tiles.Group first = tiles.groups().get(1);
        assertThat(first.name()).isEqualTo("UBND thành phố Vũng Tàu");
        assertThat(first.tiles())
                .hasSize(18)
                .allMatch(tile -> tile.code().value().startsWith("H06.31"));
        assertThat(first.tiles().get(1).name()).isEqualTo("phường 1");
    }

    @Test
    void a_line_that_is_down_is_told_in_words_and_by_a_sign() {
        Tiles tiles = Tiles.of(view(), List.of(row(agency("H06.33", null, 2), NodeLineState.DOWN)));

        Tiles.Tile tile = tiles.groups().get(0).tiles().get(0);
        assertThat(tile.said()).isEqualTo("Đứt đường truyền từ 09:12");
        assertThat(Tiles.sign(tile.state())).isEqualTo("✕");
        assertThat(tile.quiet()).isFalse();
        assertThat(tile.waits()).isEqualTo(4);
    }

    @Test
    void of_very_many_agencies_those_are_shown_that_need_somebody() {
        List<LineRow> rows = new ArrayList<>();
        rows.add(row(agency("H06.9.1", null, 2), NodeLineState.DOWN));
        IntStream.range(0, Tiles.MOST + 1)
                .forEach(i -> rows.add(row(agency("H06.8." + i, null, 2), NodeLineState.GOOD)));

        Tiles.Group group = Tiles.of(view(), rows).groups().get(0);

        assertThat(group.tiles()).hasSize(1);
        assertThat(group.others()).isEqualTo(Tiles.MOST + 1);
    }
}
