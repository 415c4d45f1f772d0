/** How a node or hub stands, for machines and for whoever is on call: metrics, health, alerts. */
@NullMarked
package vn.antin.observe;

import org.jspecify.annotations.NullMarked;
