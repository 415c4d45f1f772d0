/**
 * The web frame of the console: requests, roles, templates and live updates. Pages are rendered on the server and work
 * without scripts.
 */
@NullMarked
package vn.antin.console.web;

import org.jspecify.annotations.NullMarked;
