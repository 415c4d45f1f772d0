package vn.antin.cli.bench;

/** A part of the benchmark that can stand alone or be one of all: adds its figures and rows to a report. */
interface Measurement {

    /** The chart that goes with it; an empty one when there is nothing to draw. */
    Chart measure(Report report) throws Exception;
}
