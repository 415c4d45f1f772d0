package vn.antin.console.export;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table that is written to a file row by row; the file is complete after {@link #end}. */
public interface Sheet {

    /**
     * The heading above the rows.
     *
     * @param language tag of the texts
     * @param about what it shows, who made it and when: a sentence each
     */
    record Head(String language, String title, List<String> about, List<String> columns) {

        public Head {
            about = List.copyOf(about);
            columns = List.copyOf(columns);
        }
    }

    /** Writes one row: texts, {@code Instant}s, {@code Long}s; null for an empty cell. */
    void row(List<? extends @Nullable Object> cells) throws IOException;

    /** Writes the last line: how many rows there are, and whether these are all. */
    void end(String sentence) throws IOException;
}
