package vn.antin.edxml;

/** A stretch of bytes: from the first one to before the last. */
record Span(int from, int to) {}
