/** The keys of a configuration file as records: each key with its default, what is allowed and what it says. */
@NullMarked
package vn.antin.setting;

import org.jspecify.annotations.NullMarked;
