package vn.antin.door.folder;

/** Sees the door pass each of its points of no return; tests stop it here. */
interface Step {

    /** Watches nothing. */
    Step NONE = point -> {};

    void at(String point);
}
