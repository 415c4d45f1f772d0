package vn.antin.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import vn.antin.door.Language;
import vn.antin.door.Messages;

/** Selects the language of the commands, and their texts. */
final class Spoken {

    private static final String OPTION = "--lang";

    private Spoken() {}

    static Messages words(Language language) {
        List<Class<?>> owners = new ArrayList<>(List.of(Spoken.class));
        for (CommandGroup group : Antin.groups()) {
            if (group.hasMessages()) {
                owners.add(group.getClass());
            }
        }
        return Messages.in(language, owners, "messages");
    }

    /** The language given on the command line, else that of the environment, else Vietnamese. */
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
