package vn.antin.bench;

/**
 * Something that disturbs a province for a while.
 *
 * @param name by which the report calls it
 * @param begin starts it
 * @param end takes it back; returns when the disturbed part can go on
 * @param shortest how long it lasts at least, in seconds
 * @param longest and at most
 */
record SoakFault(String name, Runnable begin, Runnable end, int shortest, int longest) {}
