package vn.antin.bench;

/** A picture of measured values as a self-contained SVG document. */
interface SvgImage {

    /** Whether there is nothing to draw. */
    boolean isEmpty();

    String svg();
}
