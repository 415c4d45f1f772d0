/** The first stop: a document is checked, encrypted, sealed once and put into the outbox. */
@NullMarked
package vn.antin.submit;

import org.jspecify.annotations.NullMarked;
