package vn.antin.console.web;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import vn.antin.console.pages.DocumentPages;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.PlainText;

/** What agencies are called; one that is not in the directory is called by its code. */
public record Names(Map<AgencyCode, String> all) {

    private static final int MOST_CHOSEN = 300;
    private static final int MOST_LIKE = 10;

    /** Of all that the directory has. */
    public static Names in(Directory directory) {
        return new Names(directory.agencies().stream()
                .collect(Collectors.toMap(Agency::code, Agency::name, (one, other) -> one)));
    }

    /** Agencies to choose from, by name; none when there are more than anybody scrolls through. */
    public List<Map.Entry<AgencyCode, String>> choice() {
        return all.size() > MOST_CHOSEN
                ? List.of()
                : all.entrySet().stream()
                        .sorted(Map.Entry.<AgencyCode, String>comparingByValue()
                                .thenComparing(Map.Entry.comparingByKey()))
                        .toList();
    }

    /** The code of the one agency that is meant, by its code or its name with accents or without; else the text itself. */
    public String written(String text) {
        if (text.isEmpty() || DocumentPages.agency(text) != null) {
            return text;
        }
        String plain = PlainText.of(text);
        List<AgencyCode> same = having(name -> name.equals(plain));
        List<AgencyCode> found = same.isEmpty() ? having(name -> name.contains(plain)) : same;
        return found.size() == 1 ? found.get(0).value() : text;
    }

    /** Whether a text in a field for an agency is neither a code nor the name of one agency alone. */
    public boolean unclear(String text) {
        return !text.isEmpty() && DocumentPages.agency(written(text)) == null;
    }

    /** Agencies whose names have the text in them, the first by name. */
    public List<String> like(String text) {
        String plain = PlainText.of(text);
        return having(name -> name.contains(plain)).stream()
                .map(this::of)
                .sorted()
                .limit(MOST_LIKE)
                .toList();
    }

    /** Name and code; the text itself when it is no code of an agency with a name. */
    public String told(String text) {
        AgencyCode code = DocumentPages.agency(text);
        String name = code == null ? text : of(code);
        return name.equals(text) ? text : name + " (" + text + ")";
    }

    private List<AgencyCode> having(Predicate<String> name) {
        return all.entrySet().stream()
                .filter(each -> name.test(PlainText.of(each.getValue())))
                .map(Map.Entry::getKey)
                .toList();
    }

    public String of(AgencyCode code) {
        String name = all.get(code);
        return name == null ? code.value() : name;
    }
}
