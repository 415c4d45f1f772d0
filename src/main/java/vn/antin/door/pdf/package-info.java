/** Receipts as PDF for people: what the signed XML says. Loaded only when somebody asks for one. */
@NullMarked
package vn.antin.door.pdf;

import org.jspecify.annotations.NullMarked;
