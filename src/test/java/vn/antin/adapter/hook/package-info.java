@org.jspecify.annotations.NullMarked
package vn.antin.adapter.hook;
