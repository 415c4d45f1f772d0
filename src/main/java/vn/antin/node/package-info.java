/** The only wiring: configuration, ledger, broker, Camel and HTTP of a node or hub, started and stopped in order. */
@NullMarked
package vn.antin.node;

import org.jspecify.annotations.NullMarked;
