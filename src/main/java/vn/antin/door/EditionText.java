package vn.antin.door;

import java.util.List;
import vn.antin.directory.EditionDifference;
import vn.antin.directory.EditionDifference.DirectoryChange;

/** The changes of an edition of the directory in words, one line for each. */
public final class EditionText {

    private EditionText() {}

    public static List<String> of(EditionDifference difference, Messages words) {
        return difference.changes().stream().map(change -> of(change, words)).toList();
    }

    /** The sentence of its kind, or of its kind and new value where there is one: nothing, true or false. */
    private static String of(DirectoryChange change, Messages words) {
        String kind = "change." + change.kind();
        String special = kind + "." + (change.after().isEmpty() ? "none" : change.after());
        return words.say(
                words.bundle().containsKey(special) ? special : kind,
                change.name(),
                change.subject(),
                change.before(),
                change.after());
    }
}
