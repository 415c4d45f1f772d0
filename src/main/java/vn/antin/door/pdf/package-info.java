/** Receipts on paper: what the signed XML says, for people. Nothing here is loaded before somebody asks for one. */
@NullMarked
package vn.antin.door.pdf;

import org.jspecify.annotations.NullMarked;
