package vn.antin.console;

/** Somebody who has logged in. */
public record Visitor(String name, Role role) {}
