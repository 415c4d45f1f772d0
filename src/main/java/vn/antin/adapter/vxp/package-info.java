/**
 * The national axis' older interface on the local node: a vendor changes the address and the secret, nothing else.
 *
 * <p>What is known of it comes from the client library of VNPT (VXP SDK, two JAR versions) and from code that uses it,
 * not from a contract: the calls and their fields, the names of the signing headers, the numbers of the errors. Not
 * known, and therefore read leniently: how exactly the signed JSON is written, whether numbers are texts, which HTTP
 * status an axis answers with. Tested with our own client only.
 */
@NullMarked
package vn.antin.adapter.vxp;

import org.jspecify.annotations.NullMarked;
