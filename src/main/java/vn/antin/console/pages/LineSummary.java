package vn.antin.console.pages;

import java.time.Instant;

/**
 * The state of a node's line to its hub.
 *
 * @param up whether it is connected
 * @param since when that last changed
 * @param trouble why it is not connected: an identifier with a sentence of its own, NONE when it is
 * @param greeted whether the hub has answered since the start and the clock is right
 */
public record LineSummary(boolean up, Instant since, String trouble, boolean greeted) {}
