package vn.antin.door.folder;

import java.time.Clock;
import java.util.function.BooleanSupplier;

/**
 * By what a turn over a folder goes.
 *
 * @param stopping whether the turn is to end at the next entry
 * @param step heard between two steps; for tests of crashes
 */
record TurnControl(BooleanSupplier stopping, FolderCrashPoint step, Clock clock) {}
