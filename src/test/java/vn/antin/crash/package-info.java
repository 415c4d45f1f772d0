/** Kills processes and cuts lines, and counts what is left. Not marked for nulls: its counts come out of maps. */
package vn.antin.crash;
