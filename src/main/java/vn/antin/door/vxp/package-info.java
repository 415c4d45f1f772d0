/**
 * The national axis' older interface on the local node: a vendor changes the address and the secret, nothing else.
 *
 * <p>What is known of it comes from the client library of VNPT (VXP SDK 2.0.1), which a test runs where it is at hand, and
 * from code that uses it, not from a contract. Two ways of signing are taken: the library's, whose parameters are signed
 * headers, and a plainer one, whose parameters are in the address or the body ({@link vn.antin.adapter.vxp.Signature}).
 */
@NullMarked
package vn.antin.door.vxp;

import org.jspecify.annotations.NullMarked;
