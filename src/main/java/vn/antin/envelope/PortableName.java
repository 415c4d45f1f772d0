package vn.antin.envelope;

import java.util.regex.Pattern;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * File names that every system can store. Windows refuses names of devices with any extension, names that end with a
 * dot or a space, and names with one of {@code < > : " | ? *}; a recipient there could not save such a file. Source:
 * Microsoft, "Naming Files, Paths, and Namespaces".
 */
public final class PortableName {

    private static final Pattern DEVICE = Pattern.compile(
            "(CON|PRN|AUX|NUL|CONIN\\$|CONOUT\\$|(COM|LPT)[0-9\u00B9\u00B2\u00B3]) *(\\..*)?",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final Pattern UNFIT = Pattern.compile("[<>:\"|?*]|[. ]$");

    private PortableName() {}

    /** Whether Windows can store a file with this name. */
    public static boolean is(String name) {
        return !UNFIT.matcher(name).find() && !DEVICE.matcher(name).matches();
    }

    /** Returns the name, or refuses one that is not portable. */
    public static String required(String name) {
        if (!is(name)) {
            throw new Refused(Fault.FILE_NAME, name);
        }
        return name;
    }
}
