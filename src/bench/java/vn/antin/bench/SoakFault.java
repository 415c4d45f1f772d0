package vn.antin.bench;

/**
 * A fault that is injected into a province for a while.
 *
 * @param name in the report
 * @param begin starts it
 * @param end undoes it; returns when the affected part can go on
 * @param shortest least duration, in seconds
 * @param longest greatest duration, in seconds
 */
record SoakFault(String name, Runnable begin, Runnable end, int shortest, int longest) {}
