package vn.antin.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.antin.adapter.Language;

/** What the commands say, in one language: {@code messages_vi.properties} or {@code messages_en.properties}. */
public final class Words {

    private static final Pattern PLACE = Pattern.compile("\\{(\\d{1,2})}");
    private static final String OPTION = "--lang";

    private final ResourceBundle bundle;

    private Words(ResourceBundle bundle) {
        this.bundle = bundle;
    }

    static Words in(Language language) {
        String file = "messages_" + language.tag() + ".properties";
        try (InputStream in = Words.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing");
            }
            return new Words(new PropertyResourceBundle(new InputStreamReader(in, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }

    /** The words behind the help of a command. */
    static Words of(ResourceBundle bundle) {
        return new Words(bundle);
    }

    /** The language asked for on the command line, else that of the environment, else Vietnamese. */
    static Language language(String[] args, Map<String, String> environment) {
        for (int i = 0; i < args.length; i++) {
            String next = i + 1 < args.length ? args[i + 1] : "";
            String asked = args[i].equals(OPTION) ? next : args[i].startsWith(OPTION + "=") ? args[i].substring(7) : "";
            if (!asked.isEmpty()) {
                return asked.toLowerCase(Locale.ROOT).startsWith("en") ? Language.EN : Language.VI;
            }
        }
        return environment.getOrDefault("LANG", "").toLowerCase(Locale.ROOT).startsWith("en")
                ? Language.EN
                : Language.VI;
    }

    ResourceBundle bundle() {
        return bundle;
    }

    public Language language() {
        return Language.preferred(bundle.getString("language"));
    }

    /** The sentence of that key with its values in the places {0}, {1}. */
    public String say(String key, Object... values) {
        Matcher places = PLACE.matcher(bundle.getString(key));
        return places.replaceAll(place -> {
            int index = Integer.parseInt(place.group(1));
            return Matcher.quoteReplacement(index < values.length ? String.valueOf(values[index]) : "?");
        });
    }

    /** The word for a name of the program, such as a state; one that is new here stands for itself. */
    public String word(String kind, String name) {
        String key = kind + "." + name;
        return bundle.containsKey(key) ? bundle.getString(key) : name;
    }
}
