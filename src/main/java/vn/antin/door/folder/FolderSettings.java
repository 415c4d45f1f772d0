package vn.antin.door.folder;

import java.nio.file.Path;
import java.time.Duration;
import vn.antin.envelope.AgencyCode;

/**
 * One folder and its limits.
 *
 * @param agency for which documents are sent from it and received into it
 * @param path the folder, often on another machine
 * @param notes a folder on this machine's own disk, for the state of the door
 * @param period polling interval
 * @param packageBytes bytes of an edXML package, which is read into memory
 * @param letterBytes bytes of all files of a letter
 * @param files files of a letter
 */
public record FolderSettings(
        AgencyCode agency, Path path, Path notes, Duration period, int packageBytes, long letterBytes, int files) {}
