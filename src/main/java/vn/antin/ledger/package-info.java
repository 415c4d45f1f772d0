/** What a node or the hub holds: the only place with SQL, and the log that numbers and seals evidence. */
@NullMarked
package vn.antin.ledger;

import org.jspecify.annotations.NullMarked;
