package vn.antin.bench;

import java.util.Map;

/** A part of the benchmark that runs alone or with all others; adds its figures and rows to a report. */
interface Measurement {

    /** Runs it; returns its charts by name, possibly none. */
    Map<String, SvgImage> measure(Report report) throws Exception;
}
