/** Sends packages, bad input and forged messages over real wires. Not marked for nulls: it makes what should not be. */
package vn.antin.endtoend;
