package vn.antin.edxml;

/** Where in a template a base64 text was taken out, and how to lay it out again. */
record Hole(int at, Recipe recipe) {}
