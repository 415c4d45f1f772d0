package vn.antin.endtoend;

import java.util.EnumSet;
import java.util.Set;

/** The ways of submitting a document at a node. */
enum SubmissionDoor {
    REST("REST, files"),
    UPLOADS("REST, uploads"),
    REST_EDXML("REST, edXML"),
    SOAP_11("SOAP 1.1"),
    SOAP_12("SOAP 1.2, MTOM"),
    SOAP_EDXML("SOAP, edXML"),
    FOLDER("folder, files"),
    FOLDER_EDXML("folder, edXML"),
    AXIS("axis");

    /** Doors that take metadata and files. */
    static final Set<SubmissionDoor> LETTERS = Set.of(REST, UPLOADS, SOAP_11, SOAP_12, FOLDER);

    /** Doors that take an edXML package. */
    static final Set<SubmissionDoor> PACKAGES = Set.of(REST_EDXML, SOAP_EDXML, FOLDER_EDXML, AXIS);

    /** Doors whose metadata is JSON. */
    static final Set<SubmissionDoor> JSON = Set.of(REST, UPLOADS, FOLDER);

    static final Set<SubmissionDoor> RESTS = Set.of(REST, UPLOADS, REST_EDXML);
    static final Set<SubmissionDoor> SOAPS = Set.of(SOAP_11, SOAP_12, SOAP_EDXML);
    static final Set<SubmissionDoor> FOLDERS = Set.of(FOLDER, FOLDER_EDXML);
    static final Set<SubmissionDoor> HTTP = but(FOLDERS);
    static final Set<SubmissionDoor> ALL = EnumSet.allOf(SubmissionDoor.class);

    private final String title;

    SubmissionDoor(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    static Set<SubmissionDoor> but(Set<SubmissionDoor> others) {
        Set<SubmissionDoor> rest = EnumSet.allOf(SubmissionDoor.class);
        rest.removeAll(others);
        return rest;
    }
}
