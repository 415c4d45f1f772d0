/** The directory of the province: nodes, agencies, certificates, rights and limits under one seal. */
@NullMarked
package vn.antin.directory;

import org.jspecify.annotations.NullMarked;
