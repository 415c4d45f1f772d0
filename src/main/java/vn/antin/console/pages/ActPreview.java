package vn.antin.console.pages;

import java.util.List;
import vn.antin.console.web.PageModel;
import vn.antin.directory.DirectoryAct;
import vn.antin.directory.EditionDifference;
import vn.antin.door.EditionText;
import vn.antin.door.Errors;
import vn.antin.fault.Refused;

/**
 * What an act would change, for a page.
 *
 * @param changes in words; empty when it does not fit the edition in force
 * @param code of the changes, see {@link EditionDifference#code}
 * @param word that a second person must type; empty when none is needed
 * @param obstacle why it does not fit; empty when it does
 */
public record ActPreview(List<String> changes, String code, String word, String obstacle) {

    static ActPreview of(DirectoryActs acts, DirectoryAct act, PageModel v) {
        EditionDifference difference = acts.difference(act);
        return new ActPreview(
                EditionText.of(difference, v.words()),
                difference.code(),
                act.word(acts.current().edition()).orElse(""),
                "");
    }

    /** The same of an act that waits and may have been overtaken. */
    static ActPreview of(DirectoryActs acts, String json, Errors errors, PageModel v) {
        try {
            return of(acts, DirectoryAct.read(json), v);
        } catch (Refused overtaken) {
            String why = errors.sentence(
                    overtaken.fault(), overtaken.values(), v.words().language());
            return new ActPreview(List.of(), "", "", why);
        }
    }
}
