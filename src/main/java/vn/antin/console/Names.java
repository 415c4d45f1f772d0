package vn.antin.console;

import java.util.Map;
import java.util.stream.Collectors;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.envelope.AgencyCode;

/** What agencies are called; one that is not in the directory is called by its code. */
public record Names(Map<AgencyCode, String> all) {

    /** Of all that the directory has. */
    static Names in(Directory directory) {
        return new Names(directory.agencies().stream()
                .collect(Collectors.toMap(Agency::code, Agency::name, (one, other) -> one)));
    }

    public String of(AgencyCode code) {
        String name = all.get(code);
        return name == null ? code.value() : name;
    }
}
