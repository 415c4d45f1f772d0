package vn.antin.edxml;

/**
 * The limits for reading one package: its bytes, its attachments, and the total size and ratio of its unzipped content.
 */
public record EdxmlLimits(int bytes, int attachments, long unzipped, int ratio) {

    public static final EdxmlLimits DEFAULT = new EdxmlLimits(192 << 20, 256, 512L << 20, 200);
}
