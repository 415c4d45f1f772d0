/** What a node or hub knows and must not forget: the only place with SQL. */
@NullMarked
package vn.antin.ledger;

import org.jspecify.annotations.NullMarked;
