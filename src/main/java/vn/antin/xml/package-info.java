/** What the classes generated from {@code schemas/} share; they live in the packages below. */
@NullMarked
package vn.antin.xml;

import org.jspecify.annotations.NullMarked;
