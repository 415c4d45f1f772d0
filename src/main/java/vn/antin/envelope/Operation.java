package vn.antin.envelope;

/** The business operation of an envelope: edXML BussinessDocType 0 to 3, or a status report. */
public enum Operation {
    NEW,
    RECALL,
    UPDATE,
    REPLACE,
    STATUS
}
