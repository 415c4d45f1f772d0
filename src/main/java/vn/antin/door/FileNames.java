package vn.antin.door;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** Checks the names and media types that callers give their files. */
public final class FileNames {

    private static final Pattern MEDIA_TYPE = Pattern.compile("[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+");

    private FileNames() {}

    /** Returns the name if every file system can hold it. */
    public static String checked(String name) {
        if (name.length() > DoorLimits.FILE_NAME_LENGTH || !SafeName.usable(name, 4 * DoorLimits.FILE_NAME_LENGTH)) {
            throw new Refused(Fault.FILE_NAME, name);
        }
        return name;
    }

    /** The media type without its parameters; {@code application/octet-stream} when it cannot be parsed. */
    public static String mediaType(@Nullable String declared) {
        String type = declared == null ? "" : declared.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return MEDIA_TYPE.matcher(type).matches() ? type : "application/octet-stream";
    }
}
