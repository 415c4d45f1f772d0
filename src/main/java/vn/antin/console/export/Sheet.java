package vn.antin.console.export;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table on its way into a file, row by row; it is whole once it was ended. */
public interface Sheet {

    /**
     * What stands above the rows.
     *
     * @param language of the words, a tag
     * @param about what it shows, by whom and when it was made: a sentence each
     */
    record Head(String language, String title, List<String> about, List<String> columns) {

        public Head {
            about = List.copyOf(about);
            columns = List.copyOf(columns);
        }
    }

    /** One row: texts, {@code Instant}s, {@code Long}s; null where there is nothing. */
    void row(List<? extends @Nullable Object> cells) throws IOException;

    /** The last thing in the file: how much there is, and whether that is all. */
    void end(String sentence) throws IOException;
}
