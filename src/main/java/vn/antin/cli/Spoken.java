package vn.antin.cli;

import java.util.Locale;
import java.util.Map;
import vn.antin.adapter.Language;
import vn.antin.adapter.Words;

/** In which language the commands speak, and their words. */
final class Spoken {

    private static final String OPTION = "--lang";

    private Spoken() {}

    static Words words(Language language) {
        return Words.in(language, Spoken.class, "messages");
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
}
