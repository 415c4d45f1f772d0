package vn.antin.setting;

/** A record of settings with rules across its keys. */
@FunctionalInterface
public interface ConfigCheck {

    /**
     * Called when all keys are read.
     *
     * @throws IllegalArgumentException whose message begins with the key and a colon, then says what is allowed
     */
    void check();
}
