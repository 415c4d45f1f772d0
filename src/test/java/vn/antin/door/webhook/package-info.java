@org.jspecify.annotations.NullMarked
package vn.antin.door.webhook;
