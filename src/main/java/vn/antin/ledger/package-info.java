/** The durable state of a node or hub, one repository for each aggregate; SQL is written here and below only. */
@NullMarked
package vn.antin.ledger;

import org.jspecify.annotations.NullMarked;
