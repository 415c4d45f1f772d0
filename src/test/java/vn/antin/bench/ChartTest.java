package vn.antin.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.junit.jupiter.api.Test;
import vn.antin.xml.SafeXml;

class ChartTest {

    private static final Pattern BAR =
            Pattern.compile("<rect x=\"[\\d.]+\" y=\"[\\d.]+\" width=\"[\\d]+\\.\\d\" height=\"([\\d.]+)\"");
    private static final Pattern PLACE = Pattern.compile("[ML]([\\d.]+) ([\\d.]+)");

    @Test
    void is_well_formed_whatever_its_names_say() throws XMLStreamException {
        SvgChart chart = SvgChart.even("A < B & C", "x", "y");
        chart.point("one > two", 0, 1);
        chart.point("one > two", 1, 2);

        assertThat(texts(chart.svg())).contains("A < B & C", "one > two", "x", "y");
    }

    @Test
    void a_higher_value_stands_higher_and_a_later_one_further_right() {
        SvgChart chart = SvgChart.even("", "", "");
        chart.point("line", 0, 10);
        chart.point("line", 5, 40);
        chart.point("line", 10, 20);

        List<double[]> places = places(chart.svg());

        assertThat(places.get(0)[0]).isLessThan(places.get(1)[0]);
        assertThat(places.get(1)[0] - places.get(0)[0]).isEqualTo(places.get(2)[0] - places.get(1)[0]);
        assertThat(places.get(1)[1]).isLessThan(places.get(2)[1]);
        assertThat(places.get(2)[1]).isLessThan(places.get(0)[1]);
    }

    @Test
    void many_places_have_a_few_round_marks() throws XMLStreamException {
        SvgChart chart = SvgChart.even("", "", "");
        for (int second = 0; second < 53; second++) {
            chart.point("line", 0.02 + second * 1.01, 0.5);
        }

        assertThat(texts(chart.svg())).contains("6", "12", "48").doesNotContain("0.02", "1.03", "54");
    }

    @Test
    void bars_are_stacked_and_have_their_sums() throws XMLStreamException {
        SvgBars bars = new SvgBars("A & B", "ms");
        bars.bar("before", Map.of("ledger", 30.0));
        bars.bar("now", Map.of("ledger", 10.0, "broker", 5.0));

        assertThat(texts(bars.svg())).contains("A & B", "before", "now", "ledger", "broker", "30", "15");
        List<Double> heights = heights(bars.svg());
        assertThat(heights.get(0)).isEqualTo(3 * heights.get(2), within(0.2));
        assertThat(heights.get(2)).isEqualTo(2 * heights.get(3), within(0.2));
    }

    /** Heights of the parts of the bars, of each bar from the bottom up; a part that a bar does not have has 0. */
    private static List<Double> heights(String svg) {
        return BAR.matcher(svg)
                .results()
                .map(found -> Double.parseDouble(found.group(1)))
                .toList();
    }

    @Test
    void doubling_puts_1_4_16_at_equal_distances() {
        SvgChart chart = SvgChart.doubling("", "", "");
        for (int flight : List.of(1, 4, 16)) {
            chart.point("line", flight, flight);
        }

        List<double[]> places = places(chart.svg());

        assertThat(places.get(1)[0] - places.get(0)[0]).isEqualTo(places.get(2)[0] - places.get(1)[0]);
    }

    @Test
    void what_was_measured_again_is_one_point() {
        SvgChart chart = SvgChart.doubling("", "", "");
        for (double y : new double[] {10, 30, 20}) {
            chart.point("line", 1, y);
            chart.point("line", 4, 20);
        }

        List<double[]> places = places(chart.svg());

        assertThat(places).hasSize(2);
        assertThat(places.get(0)[1]).isEqualTo(places.get(1)[1]);
    }

    @Test
    void a_single_point_or_only_zeros_can_be_drawn() {
        SvgChart chart = SvgChart.doubling("", "", "");
        assertThat(chart.isEmpty()).isTrue();
        chart.point("line", 4, 0);

        assertThat(chart.isEmpty()).isFalse();
        assertThat(chart.svg()).doesNotContain("NaN", "Infinity");
    }

    /** The points of the one line with more than one of them. */
    private static List<double[]> places(String svg) {
        return svg.lines()
                .filter(line -> line.contains("fill=\"none\""))
                .flatMap(line -> PLACE.matcher(line).results())
                .map(found -> new double[] {Double.parseDouble(found.group(1)), Double.parseDouble(found.group(2))})
                .toList();
    }

    private static List<String> texts(String svg) throws XMLStreamException {
        List<String> texts = new ArrayList<>();
        XMLStreamReader reader = SafeXml.stream(svg.getBytes(StandardCharsets.UTF_8));
        while (reader.hasNext()) {
            reader.next();
            if (reader.isStartElement() && reader.getLocalName().equals("text")) {
                texts.add(reader.getElementText());
            }
        }
        return texts;
    }
}
