package vn.antin;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A test of twenty seconds and more. {@code ./antin test} skips it, so that a run takes about ten minutes;
 * {@code -Dturn=all}, which {@code .ci/run} gives, runs it.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@EnabledIfSystemProperty(named = "turn", matches = "all", disabledReason = "slow; -Dturn=all runs it")
public @interface Slow {}
