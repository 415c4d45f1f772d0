/** Accounts, API keys, the audit log, approvals and saved views. */
@NullMarked
package vn.antin.ledger.people;

import org.jspecify.annotations.NullMarked;
