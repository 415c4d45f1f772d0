/**
 * The interface of the older national axis, served by the local node: a vendor changes the address and the secret,
 * nothing else.
 *
 * <p>There is no contract. The interface is derived from VNPT's client library (VXP SDK 2.0.1), which a test runs where
 * it is available, and from code that uses it. Two ways of signing are accepted: the library's, with parameters in
 * signed headers, and a simpler one, with parameters in the query or the body ({@link
 * vn.antin.door.vxp.AxisSignature}).
 */
@NullMarked
package vn.antin.door.vxp;

import org.jspecify.annotations.NullMarked;
