package vn.antin.door.folder;

/** Sees the door pass each of its points of no return; tests stop it here. */
interface FolderCrashPoint {

    /** Watches nothing. */
    FolderCrashPoint NONE = point -> {};

    void at(String point);
}
