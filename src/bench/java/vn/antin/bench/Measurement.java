package vn.antin.bench;

import java.util.Map;

/** A part of the benchmark that can stand alone or be one of all: adds its figures and rows to a report. */
interface Measurement {

    /** The charts that go with it, by name; one may be empty, and none is needed. */
    Map<String, SvgChart> measure(Report report) throws Exception;
}
