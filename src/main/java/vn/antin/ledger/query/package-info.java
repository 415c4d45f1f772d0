/** What people and health checks read of the ledger: lists, register, overview, months, charts. */
@NullMarked
package vn.antin.ledger.query;

import org.jspecify.annotations.NullMarked;
