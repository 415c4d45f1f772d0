package vn.antin.door;

import java.util.ArrayList;
import java.util.List;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.submit.Submission.Enclosure;

/** Reads the descriptions that a letter's metadata gives its files, matched by file name. */
public final class Described {

    /** Greatest length of a description, in characters. */
    public static final int LONGEST = 500;

    private Described() {}

    /** The files with the descriptions of the member {@code files}; its order is not significant. */
    public static List<Enclosure> files(JsonFields json, List<Enclosure> files) {
        List<Enclosure> described = new ArrayList<>(files);
        for (JsonFields one : json.objects("files")) {
            if (one.has("upload")) {
                throw new Refused(Fault.FIELD_INVALID, "files", "multipart + uploads");
            }
            String name = one.required("name", DoorLimits.FILE_NAME_LENGTH);
            String words = one.words("description", LONGEST);
            one.text("mediaType", 200);
            if (!name.isEmpty()
                    && described.stream().noneMatch(file -> file.name().equals(name))) {
                throw new Refused(Fault.FIELD_INVALID, "files", name);
            }
            described.replaceAll(file -> file.name().equals(name) ? file.describedAs(words) : file);
        }
        return described;
    }
}
