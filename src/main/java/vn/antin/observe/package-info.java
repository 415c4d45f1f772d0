/** The state of a node or hub for machines and operators: metrics, health endpoints, alerts. */
@NullMarked
package vn.antin.observe;

import org.jspecify.annotations.NullMarked;
