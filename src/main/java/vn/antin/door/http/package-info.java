/** The HTTPS server of all doors: connections, limits, bodies, downloads. */
@NullMarked
package vn.antin.door.http;

import org.jspecify.annotations.NullMarked;
