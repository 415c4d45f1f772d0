package vn.antin.console.web;

import java.util.List;

/**
 * One page of a list in memory.
 *
 * @param number of the page, from 1
 * @param pages number of pages
 * @param total rows on all pages
 */
public record Paging<T>(List<T> rows, int number, int pages, int total) {

    /** The requested page, or the nearest existing one. */
    public static <T> Paging<T> of(List<T> all, String asked, int size) {
        int pages = Math.max(1, (all.size() + size - 1) / size);
        int number = asked.matches("\\d{1,6}") ? Math.min(pages, Math.max(1, Integer.parseInt(asked))) : 1;
        int from = Math.min(all.size(), (number - 1) * size);
        return new Paging<>(all.subList(from, Math.min(all.size(), from + size)), number, pages, all.size());
    }
}
