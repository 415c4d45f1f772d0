package vn.antin.edxml;

/** What reading one package may cost: its bytes, its attachments, and what their ZIPs may grow to together. */
public record EdxmlLimits(int bytes, int attachments, long unzipped, int ratio) {

    public static final EdxmlLimits DEFAULT = new EdxmlLimits(192 << 20, 256, 512L << 20, 200);
}
