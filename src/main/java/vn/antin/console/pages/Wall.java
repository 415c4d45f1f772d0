package vn.antin.console.pages;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A wall-board: one sentence, few numbers, lights; no names of people and no content of documents.
 *
 * @param lights of a node
 * @param tiles of a hub; null at a node
 */
public record Wall(
        Headline headline,
        List<Figure> figures,
        List<Light> lights,
        @Nullable Tiles tiles) {

    /** A large number. */
    public record Figure(String label, String number, String below, boolean bad) {}

    /** The state of one line or part: good, way or bad, and in a word. */
    public record Light(String mood, String name, String word) {}
}
