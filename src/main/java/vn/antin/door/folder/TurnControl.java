package vn.antin.door.folder;

import java.time.Clock;
import java.util.function.BooleanSupplier;

/**
 * Controls one pass over a folder.
 *
 * @param stopping whether the pass ends at the next entry
 * @param step notified between two steps, for tests of crashes
 */
record TurnControl(BooleanSupplier stopping, FolderCrashPoint step, Clock clock) {}
