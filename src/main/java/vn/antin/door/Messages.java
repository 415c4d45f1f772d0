package vn.antin.door;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The texts for people in one language: the glossary that all parts share (states, events, checks: {@code
 * glossary_vi.properties}) and the sentences of one part.
 */
public final class Messages {

    private static final Pattern PLACE = Pattern.compile("\\{(\\d{1,2})}");

    private final ResourceBundle bundle;

    private Messages(ResourceBundle bundle) {
        this.bundle = bundle;
    }

    /**
     * The glossary and the sentences of a part.
     *
     * @param owner the class beside which {@code name_vi.properties} and {@code name_en.properties} lie
     */
    public static Messages in(Language language, Class<?> owner, String name) {
        return in(language, List.of(owner), name);
    }

    /** The glossary and the sentences of several parts, each in files of that name beside its class. */
    public static Messages in(Language language, List<Class<?>> owners, String name) {
        List<InputStream> files = new ArrayList<>();
        files.add(opened(Messages.class, "glossary_" + language.tag()));
        for (Class<?> owner : owners) {
            files.add(opened(owner, name + "_" + language.tag()));
        }
        try (InputStream all = new SequenceInputStream(Collections.enumeration(files))) {
            return new Messages(new PropertyResourceBundle(new InputStreamReader(all, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    private static InputStream opened(Class<?> owner, String name) {
        InputStream in = owner.getResourceAsStream(name + ".properties");
        if (in == null) {
            throw new IllegalStateException(name + ".properties is missing");
        }
        return in;
    }

    /** Wraps the bundle that a command's help uses. */
    public static Messages of(ResourceBundle bundle) {
        return new Messages(bundle);
    }

    public ResourceBundle bundle() {
        return bundle;
    }

    public Language language() {
        return Language.preferred(bundle.getString("language"));
    }

    /** The sentence of that key, with its values in the placeholders {0}, {1}. */
    public String say(String key, Object... values) {
        Matcher places = PLACE.matcher(bundle.getString(key));
        return places.replaceAll(place -> {
            int index = Integer.parseInt(place.group(1));
            return Matcher.quoteReplacement(index < values.length ? String.valueOf(values[index]) : "?");
        });
    }

    /**
     * The word for an identifier of the program, such as a state; an identifier without an entry is returned as it is.
     */
    public String word(String kind, String name) {
        String key = kind + "." + name;
        return bundle.containsKey(key) ? bundle.getString(key) : name;
    }
}
