package vn.antin.bench;

import java.util.Locale;

/** The figures of the report by the names that other software reads, with their targets. */
enum Key {
    THROUGHPUT_10K_VS_PHASE4(Bar.AT_LEAST, 1.2),
    THROUGHPUT_10K_VS_SAME_WORK(Bar.AT_LEAST, 3),
    THROUGHPUT_10K_VS_ARTEMIS(Bar.AT_LEAST, 1),
    THROUGHPUT_1M_VS_PHASE4(Bar.AT_LEAST, 1),
    THROUGHPUT_1M_VS_SAME_WORK(Bar.AT_LEAST, 1),
    CPU_1M_MS(Bar.AT_MOST, 40),
    CPU_10K_MS(Bar.AT_MOST, 7),
    CPU_10K_VS_PHASE4(Bar.AT_MOST, 1),
    CPU_10K_VS_SAME_WORK,
    CPU_10K_MS_PHASE4,
    CPU_10K_MS_SAME_WORK,
    CPU_10K_MS_ARTEMIS,
    ENVELOPE_OVERHEAD_BYTES(Bar.AT_MOST, 5_000),
    RECEIPT_BYTES,
    STATEMENTS_10K(Bar.AT_MOST, 25),
    XML_READINGS_10K(Bar.AT_MOST, 8),
    /** With 64 documents under way. */
    SYNCS_10K(Bar.AT_MOST, 0.3),
    WRITTEN_10K_BYTES(Bar.AT_MOST, 130_000),
    LATENCY_10K_P50_MS(Bar.AT_MOST, 20),
    LATENCY_10K_VS_SAME_WORK,
    LATENCY_10K_P50_MS_PHASE4,
    LATENCY_10K_P50_MS_SAME_WORK,
    LATENCY_10K_P50_MS_ARTEMIS,
    HEAP_1G_MB(Bar.AT_MOST, 128),
    WIRE_RATIO_1M(Bar.AT_MOST, 1.03),
    WIRE_RATIO_100M(Bar.AT_MOST, 1.01),
    LINE_EFFICIENCY(Bar.AT_LEAST, 0.97),
    LINE_EFFICIENCY_CUTS(Bar.AT_LEAST, 0.95),
    URGENT_P99_S(Bar.AT_MOST, 1),
    FANOUT_110_UPLOAD_RATIO(Bar.AT_MOST, 1.02),
    CUT_THROUGH_RATIO(Bar.AT_MOST, 1.1),
    VERIFY_PER_CORE_S(Bar.AT_LEAST, 20_000),
    VERIFY_PER_CORE_S_ALONE,
    START_S(Bar.AT_MOST, 2),
    IDLE_RSS_MB(Bar.AT_MOST, 200),
    /** CPU of each of the first 20 documents after a start, all processes. */
    COLD_20_CPU_MS,
    /** CPU of a node without documents. */
    IDLE_CPU_MS_PER_HOUR,
    ARCHIVE_EXPORT_S,
    ARCHIVE_VERIFY_S,
    PROVINCE_MINUTES(Bar.AT_MOST, 10),
    PROVINCE_LOST(Bar.AT_MOST, 0),
    PROVINCE_DOUBLED(Bar.AT_MOST, 0),
    /** Nodes and hub without new keys at the end. */
    RENEWAL_MISSING(Bar.AT_MOST, 0),
    RENEWAL_DELAYED(Bar.AT_MOST, 0),
    RENEWAL_LOST(Bar.AT_MOST, 0),
    RENEWAL_DOUBLED(Bar.AT_MOST, 0),
    SOAK_LOST(Bar.AT_MOST, 0),
    SOAK_DOUBLED(Bar.AT_MOST, 0),
    SOAK_RECEIPTS_MISSING(Bar.AT_MOST, 0),
    SOAK_FALSE_ALARMS(Bar.AT_MOST, 0),
    /** Seconds from the end of a fault until everything sent before has its last receipt. */
    SOAK_STANDSTILL_S(Bar.AT_MOST, 30),
    STALL_FIRST_RECEIPT_S(Bar.AT_MOST, 30),
    STALL_EMPTY_S(Bar.AT_MOST, 30),
    STALL_FALSE_ALARMS(Bar.AT_MOST, 0),
    STALL_LOST(Bar.AT_MOST, 0),
    STALL_DOUBLED(Bar.AT_MOST, 0);

    /** The kind of target. */
    enum Bar {
        AT_LEAST,
        AT_MOST,
        /** No target; explains another figure. */
        NONE
    }

    private final Bar bar;
    private final double value;

    Key(Bar bar, double value) {
        this.bar = bar;
        this.value = value;
    }

    Key() {
        this(Bar.NONE, 0);
    }

    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean reached(double measured) {
        return switch (bar) {
            case AT_LEAST -> measured >= value;
            case AT_MOST -> measured <= value;
            case NONE -> true;
        };
    }

    /** The target as text: ≥ 5; empty without one. */
    String bar() {
        return switch (bar) {
            case AT_LEAST -> "≥ " + Figures.number(value);
            case AT_MOST -> "≤ " + Figures.number(value);
            case NONE -> "";
        };
    }
}
