/** The REST door: the HTTPS interface for an agency's software. */
@NullMarked
package vn.antin.door.rest;

import org.jspecify.annotations.NullMarked;
