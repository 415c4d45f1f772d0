/** The first stop: checks a document, encrypts and seals it once and puts it into the outbox. */
@NullMarked
package vn.antin.submit;

import org.jspecify.annotations.NullMarked;
