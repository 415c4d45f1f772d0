package vn.antin.envelope;

/** What an envelope does to the business: the edXML BussinessDocType 0 to 3, and a status report. */
public enum Operation {
    NEW,
    RECALL,
    UPDATE,
    REPLACE,
    STATUS
}
