package vn.antin.envelope;

import java.util.regex.Pattern;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * Names of files that every system can hold. Windows has no file whose name is that of a device, whatever its ending, or
 * ends with a dot or a space, or has one of {@code < > : " | ? *} in it: a recipient there could not save it. Source:
 * Microsoft, "Naming Files, Paths, and Namespaces".
 */
public final class PortableName {

    private static final Pattern DEVICE = Pattern.compile(
            "(CON|PRN|AUX|NUL|CONIN\\$|CONOUT\\$|(COM|LPT)[0-9\u00B9\u00B2\u00B3]) *(\\..*)?",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final Pattern UNFIT = Pattern.compile("[<>:\"|?*]|[. ]$");

    private PortableName() {}

    /** Whether Windows can hold a file of this name. */
    public static boolean is(String name) {
        return !UNFIT.matcher(name).find() && !DEVICE.matcher(name).matches();
    }

    /** Refuses one that is not. */
    public static String required(String name) {
        if (!is(name)) {
            throw new Refused(Fault.FILE_NAME, name);
        }
        return name;
    }
}
