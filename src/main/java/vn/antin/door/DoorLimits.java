package vn.antin.door;

import java.time.Duration;

/**
 * The limits of the HTTPS door.
 *
 * @param bodyBytes bytes of one request's body
 * @param packageBytes bytes of an edXML package and of the XML of a SOAP call, which are read into memory
 * @param files files of one letter
 * @param recipients recipients of one document
 * @param waiters concurrent long polls of the inbox
 * @param threads threads that serve requests
 * @param queue requests that wait for a thread
 * @param idle silence after which a connection is closed
 */
public record DoorLimits(
        long bodyBytes,
        int packageBytes,
        int files,
        int recipients,
        int waiters,
        int threads,
        int queue,
        Duration idle) {

    /** Bytes of a request line and its headers together. */
    public static final int HEADER_BYTES = 16 << 10;

    /** Bytes of a letter's metadata and of any other JSON body. */
    public static final int JSON_BYTES = 256 << 10;

    /** Keeps the package, with its files in base64, below 2 GiB. */
    public static final long MOST_BODY = 1_600_000_000;

    public static final int KEY_LENGTH = 200;
    public static final int FILE_NAME_LENGTH = 200;

    /** Greatest length of the reason of a report or a recall, in characters. */
    public static final int REASON_LENGTH = 400;

    public static final int LONGEST_WAIT_SECONDS = 60;
    public static final int MOST_OFFERS = 100;

    public DoorLimits {
        if (bodyBytes < 1
                || bodyBytes > MOST_BODY
                || packageBytes < 1
                || files < 1
                || recipients < 1
                || waiters < 1
                || threads < 8
                || queue < 1) {
            throw new IllegalArgumentException("limits of the door: at least 1 each, 8 threads, a body below 1.5 GiB");
        }
    }

    /** For a node on two cores: 100 MiB, 100 files. */
    public static DoorLimits standard() {
        return new DoorLimits(100L << 20, 8 << 20, 100, 1000, 256, 48, 256, Duration.ofSeconds(30));
    }
}
