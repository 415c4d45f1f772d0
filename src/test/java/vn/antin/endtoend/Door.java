package vn.antin.endtoend;

import java.util.EnumSet;
import java.util.Set;

/** Each way a document can be handed in at a node. */
enum Door {
    REST("REST, files"),
    UPLOADS("REST, uploads"),
    REST_EDXML("REST, edXML"),
    SOAP_11("SOAP 1.1"),
    SOAP_12("SOAP 1.2, MTOM"),
    SOAP_EDXML("SOAP, edXML"),
    FOLDER("folder, files"),
    FOLDER_EDXML("folder, edXML"),
    AXIS("axis");

    /** Where a document comes as metadata and files. */
    static final Set<Door> LETTERS = Set.of(REST, UPLOADS, SOAP_11, SOAP_12, FOLDER);

    /** Where it comes as an edXML package. */
    static final Set<Door> PACKAGES = Set.of(REST_EDXML, SOAP_EDXML, FOLDER_EDXML, AXIS);

    /** Where its metadata is JSON. */
    static final Set<Door> JSON = Set.of(REST, UPLOADS, FOLDER);

    static final Set<Door> RESTS = Set.of(REST, UPLOADS, REST_EDXML);
    static final Set<Door> SOAPS = Set.of(SOAP_11, SOAP_12, SOAP_EDXML);
    static final Set<Door> FOLDERS = Set.of(FOLDER, FOLDER_EDXML);
    static final Set<Door> HTTP = but(FOLDERS);
    static final Set<Door> ALL = EnumSet.allOf(Door.class);

    private final String title;

    Door(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    static Set<Door> but(Set<Door> others) {
        Set<Door> rest = EnumSet.allOf(Door.class);
        rest.removeAll(others);
        return rest;
    }
}
