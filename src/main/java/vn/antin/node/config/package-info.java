/** The configuration file, its defaults, and the settings in force. */
@NullMarked
package vn.antin.node.config;

import org.jspecify.annotations.NullMarked;
