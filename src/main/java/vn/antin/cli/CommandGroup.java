package vn.antin.cli;

import java.util.List;

/**
 * Commands from outside this package, found by the service loader: those of the trial, and the measurements when their
 * jar is on the class path.
 */
public interface CommandGroup {

    /** The commands, in the order in which the help lists them. */
    List<Object> commands();

    /** Whether {@code messages_vi.properties} and {@code messages_en.properties} lie beside this class. */
    default boolean hasMessages() {
        return false;
    }
}
