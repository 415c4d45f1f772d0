package vn.antin.node;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import vn.antin.door.Core;
import vn.antin.door.Errors;
import vn.antin.door.folder.Alarms;
import vn.antin.door.folder.FolderDoor;
import vn.antin.door.folder.FolderSettings;
import vn.antin.fault.Fault;
import vn.antin.ledger.Books;
import vn.antin.node.config.Config;

/** The folders of the configuration as doors; their alarms stand in the ledger. */
final class Folders {

    private Folders() {}

    static List<FolderDoor> open(Config config, Core core, Books books, Clock clock) {
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
            doors.add(FolderDoor.start(settings, core, errors, alarms(books), clock));
        }
        return doors;
    }

    private static Alarms alarms(Books books) {
        return new Alarms() {
            @Override
            public void raise(Fault fault, String subject, String detail) {
                books.ledger().storeRelaxed("folder.alarm", tx -> books.notes().alarm(tx, fault, subject, detail));
            }

            @Override
            public void end(Fault fault, String subject) {
                books.ledger().storeRelaxed("folder.alarm", tx -> books.notes().end(tx, fault, subject));
            }
        };
    }
}
