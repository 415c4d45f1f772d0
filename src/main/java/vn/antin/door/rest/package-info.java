/** The REST door: what an agency's software calls over HTTPS. */
@NullMarked
package vn.antin.door.rest;

import org.jspecify.annotations.NullMarked;
