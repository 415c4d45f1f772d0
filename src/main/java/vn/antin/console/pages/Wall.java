package vn.antin.console.pages;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What hangs on a wall: one sentence, few numbers, lights; nothing of a person and nothing of what documents are about.
 *
 * @param lights of a node
 * @param tiles of a hub; null at a node
 */
public record Wall(
        Headline headline,
        List<Figure> figures,
        List<Light> lights,
        @Nullable Tiles tiles) {

    /** A big number. */
    public record Figure(String label, String number, String below, boolean bad) {}

    /** How one line or one part stands: good, way or bad, and in a word. */
    public record Light(String mood, String name, String word) {}
}
