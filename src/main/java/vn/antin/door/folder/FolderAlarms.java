package vn.antin.door.folder;

import vn.antin.fault.Fault;

/** Raises and ends the alarms of a folder. */
public interface FolderAlarms {

    void raise(Fault fault, String subject, String detail);

    void end(Fault fault, String subject);
}
