package vn.antin.console.web;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import vn.antin.console.pages.DocumentPages;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.PlainText;

/**
 * The names of agencies; an agency that is not in the directory is named by its code.
 *
 * @param all by the code that each has now
 * @param older the present codes of other codes: documents of the past keep the code of their time
 * @param renamed agencies that had other names, by their present code
 */
public record Names(Map<AgencyCode, String> all, Map<AgencyCode, AgencyCode> older, Map<AgencyCode, Agency> renamed) {

    /** Without older codes and names. */
    public Names(Map<AgencyCode, String> all) {
        this(all, Map.of(), Map.of());
    }

    private static final int MOST_CHOSEN = 300;
    private static final int MOST_LIKE = 10;

    public static Names in(Directory directory) {
        Map<AgencyCode, AgencyCode> older = new HashMap<>();
        directory.agencies().forEach(agency -> agency.aliases().forEach(alias -> older.put(alias, agency.code())));
        return new Names(
                directory.agencies().stream()
                        .collect(Collectors.toMap(Agency::code, Agency::name, (one, other) -> one)),
                older,
                directory.agencies().stream()
                        .filter(agency -> !agency.names().isEmpty())
                        .collect(Collectors.toMap(Agency::code, Function.identity(), (one, other) -> one)));
    }

    /** Agencies for a selection list, by name; empty when there are too many to scroll through. */
    public List<Map.Entry<AgencyCode, String>> choice() {
        return all.size() > MOST_CHOSEN
                ? List.of()
                : all.entrySet().stream()
                        .sorted(Map.Entry.<AgencyCode, String>comparingByValue()
                                .thenComparing(Map.Entry.comparingByKey()))
                        .toList();
    }

    /** The code of the one agency that the text names, by code or by name, ignoring accents; else the text itself. */
    public String written(String text) {
        if (text.isEmpty() || DocumentPages.agency(text) != null) {
            return text;
        }
        String plain = PlainText.of(text);
        List<AgencyCode> same = having(name -> name.equals(plain));
        List<AgencyCode> found = same.isEmpty() ? having(name -> name.contains(plain)) : same;
        return found.size() == 1 ? found.get(0).value() : text;
    }

    /** Whether a text in a field for an agency names no single agency. */
    public boolean unclear(String text) {
        return !text.isEmpty() && DocumentPages.agency(written(text)) == null;
    }

    /** Agencies whose names contain the text, sorted by name. */
    public List<String> like(String text) {
        String plain = PlainText.of(text);
        return having(name -> name.contains(plain)).stream()
                .map(this::of)
                .sorted()
                .limit(MOST_LIKE)
                .toList();
    }

    /** The name that the agency had at that time, and its code. */
    public String told(AgencyCode code, Instant at) {
        String name = of(code, at);
        return name.equals(code.value()) ? name : name + " (" + code + ")";
    }

    /** Name and code; the text itself when it is no code of a named agency. */
    public String told(String text) {
        AgencyCode code = DocumentPages.agency(text);
        String name = code == null ? text : of(code);
        return name.equals(text) ? text : name + " (" + text + ")";
    }

    /** By the present names; a name that nobody has now is one that somebody had. */
    private List<AgencyCode> having(Predicate<String> name) {
        List<AgencyCode> present = all.entrySet().stream()
                .filter(each -> name.test(PlainText.of(each.getValue())))
                .map(Map.Entry::getKey)
                .toList();
        return present.isEmpty()
                ? renamed.values().stream()
                        .filter(agency -> agency.names().stream().anyMatch(had -> name.test(PlainText.of(had.name()))))
                        .map(Agency::code)
                        .toList()
                : present;
    }

    /** The name that the agency had at that time: a register of the past stays what it was. */
    public String of(AgencyCode code, Instant at) {
        Agency agency = renamed.get(older.getOrDefault(code, code));
        return agency == null ? of(code) : agency.nameAt(at);
    }

    /** The name that the agency has now. */
    public String of(AgencyCode code) {
        String name = all.getOrDefault(code, all.get(older.getOrDefault(code, code)));
        return name == null ? code.value() : name;
    }
}
