package vn.antin.edxml;

/** A position in a template from which a base64 text was removed, and its layout. */
record Hole(int at, Recipe recipe) {}
