package vn.antin.console.pages;

import java.time.Instant;

/**
 * The line of a node to its hub, as its page tells it.
 *
 * @param up whether the connection stands
 * @param since when that last changed
 * @param trouble why it does not stand: a name with a sentence of its own, NONE when it does
 * @param greeted whether the hub has answered since the start, and the clock is right
 */
public record LineSummary(boolean up, Instant since, String trouble, boolean greeted) {}
