/** H2 or PostgreSQL behind one interface: transactions, group commit, migrations. */
@NullMarked
package vn.antin.ledger.db;

import org.jspecify.annotations.NullMarked;
