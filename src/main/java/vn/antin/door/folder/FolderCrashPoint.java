package vn.antin.door.folder;

/** Notified when the door passes a point of no return; tests stop the process here. */
interface FolderCrashPoint {

    /** Does nothing. */
    FolderCrashPoint NONE = point -> {};

    void at(String point);
}
