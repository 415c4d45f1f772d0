/** Read models for people and health checks: lists, register, overview, months, charts. */
@NullMarked
package vn.antin.ledger.query;

import org.jspecify.annotations.NullMarked;
