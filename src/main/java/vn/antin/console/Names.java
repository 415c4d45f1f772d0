package vn.antin.console;

import java.util.Map;
import vn.antin.envelope.AgencyCode;

/** What agencies are called; one that is not in the directory is called by its code. */
public record Names(Map<AgencyCode, String> all) {

    public String of(AgencyCode code) {
        String name = all.get(code);
        return name == null ? code.value() : name;
    }
}
