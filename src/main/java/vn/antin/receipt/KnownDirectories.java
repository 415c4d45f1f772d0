package vn.antin.receipt;

import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import vn.antin.directory.Directory;

/** The available editions of the directory, each already verified. */
public interface KnownDirectories {

    Optional<Directory> serial(long serial);

    Optional<Directory> newest();

    static KnownDirectories of(Collection<Directory> all) {
        Map<Long, Directory> bySerial =
                all.stream().collect(Collectors.toMap(Directory::serial, Function.identity(), (one, same) -> one));
        Optional<Directory> newest = all.stream().max(Comparator.comparing(Directory::serial));
        return new KnownDirectories() {
            @Override
            public Optional<Directory> serial(long serial) {
                return Optional.ofNullable(bySerial.get(serial));
            }

            @Override
            public Optional<Directory> newest() {
                return newest;
            }
        };
    }
}
