package vn.antin.edxml;

/** A range of bytes: {@code from} inclusive, {@code to} exclusive. */
record Span(int from, int to) {}
