/** Authentication of people: local passwords, and accounts of a directory (LDAP) or a provider (OpenID Connect). */
@org.jspecify.annotations.NullMarked
package vn.antin.console.login;
