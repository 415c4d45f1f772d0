package vn.antin.door.folder;

import vn.antin.fault.Fault;

/** Tells a person what keeps a folder from working, and when it is over. */
public interface FolderAlarms {

    void raise(Fault fault, String subject, String detail);

    void end(Fault fault, String subject);
}
