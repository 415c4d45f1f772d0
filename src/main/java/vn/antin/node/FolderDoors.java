package vn.antin.node;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import vn.antin.door.Bus;
import vn.antin.door.Errors;
import vn.antin.door.folder.FolderAlarms;
import vn.antin.door.folder.FolderDoor;
import vn.antin.door.folder.FolderSettings;
import vn.antin.fault.Fault;
import vn.antin.ledger.Repositories;
import vn.antin.node.config.Config;

/** The folders of the configuration as doors; their alarms stand in the ledger. */
final class FolderDoors {

    private FolderDoors() {}

    static List<FolderDoor> open(Config config, Bus bus, Repositories repositories, Clock clock) {
        List<FolderDoor> doors = new ArrayList<>();
        Errors errors = Errors.load();
        for (Config.Folder folder : config.folders()) {
            Path notes = config.data().resolve("folder").resolve(folder.agency().value());
            FolderSettings settings = new FolderSettings(
                    folder.agency(),
                    folder.path(),
                    notes,
                    folder.period(),
                    config.limits().packageBytes(),
                    config.limits().documentBytes(),
                    config.limits().parts());
            doors.add(FolderDoor.start(settings, bus, errors, alarms(repositories), clock));
        }
        return doors;
    }

    private static FolderAlarms alarms(Repositories repositories) {
        return new FolderAlarms() {
            @Override
            public void raise(Fault fault, String subject, String detail) {
                repositories
                        .ledger()
                        .storeRelaxed(
                                "folder.alarm", tx -> repositories.timeline().alarm(tx, fault, subject, detail));
            }

            @Override
            public void end(Fault fault, String subject) {
                repositories
                        .ledger()
                        .storeRelaxed(
                                "folder.alarm", tx -> repositories.timeline().end(tx, fault, subject));
            }
        };
    }
}
