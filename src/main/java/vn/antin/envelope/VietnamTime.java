package vn.antin.envelope;

import java.time.ZoneId;

/** The time zone in which people and official documents read days and hours, wherever a program runs. */
public final class VietnamTime {

    public static final ZoneId ZONE = ZoneId.of("Asia/Ho_Chi_Minh");

    private VietnamTime() {}
}
