package vn.antin.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FiguresTest {

    @Test
    void a_size_is_read_as_it_is_written() {
        assertThat(Figures.bytes("10K")).isEqualTo(10_240);
        assertThat(Figures.bytes("1m")).isEqualTo(1 << 20);
        assertThat(Figures.bytes(" 1G ")).isEqualTo(1L << 30);
        assertThat(Figures.bytes("400")).isEqualTo(400);
        assertThat(Figures.size(10_240)).isEqualTo("10 KB");
        assertThat(Figures.size(100 << 20)).isEqualTo("100 MB");
        assertThat(Figures.size(1L << 30)).isEqualTo("1 GB");
        assertThat(Figures.size(400)).isEqualTo("400 B");
    }

    @Test
    void what_is_no_size_is_refused() {
        assertThatThrownBy(() -> Figures.bytes("K")).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> Figures.bytes("9000000000G")).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void a_number_shows_what_counts_of_it() {
        assertThat(Figures.number(0.9712)).isEqualTo("0.97");
        assertThat(Figures.number(12.345)).isEqualTo("12.3");
        assertThat(Figures.number(20_000.4)).isEqualTo("20000");
        assertThat(Figures.number(5)).isEqualTo("5");
    }
}
