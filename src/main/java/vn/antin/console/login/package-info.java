/** Who people are, by the word of somebody else: a directory (LDAP) or a provider (OpenID Connect). */
@org.jspecify.annotations.NullMarked
package vn.antin.console.login;
