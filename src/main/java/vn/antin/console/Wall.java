package vn.antin.console;

import java.util.List;

/**
 * What hangs on a wall: one sentence, few numbers, lights; nothing of a person and nothing of what documents are about.
 *
 * @param rest how many lights there are that are not shown, in words; empty when all are
 */
public record Wall(Headline headline, List<Figure> figures, List<Light> lights, String rest) {

    /** A big number. */
    public record Figure(String label, String number, String below, boolean bad) {}

    /** How one line or one part stands: good, way or bad, and in a word. */
    public record Light(String mood, String name, String word) {}
}
