package vn.antin;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.conditions.ArchConditions.have;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.SAXParserFactory;
import javax.xml.stream.XMLInputFactory;
import javax.xml.transform.TransformerFactory;

/** The invariants of src/docs/architecture.md, in the order they appear there. */
@AnalyzeClasses(packages = "vn.antin", importOptions = ArchitectureTest.Product.class)
class ArchitectureTest {

    /** The product's classes, whichever profile compiled them. */
    static final class Product implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-");
        }
    }

    private static final String[] STOPS = {
        "vn.antin.submit..",
        "vn.antin.dispatch..",
        "vn.antin.relay..",
        "vn.antin.receive..",
        "vn.antin.deliver..",
        "vn.antin.settle.."
    };

    /** What the offline verifier is made of. */
    private static final String[] FILES_ONLY = {
        "vn.antin.fault..",
        "vn.antin.xml..",
        "vn.antin.envelope..",
        "vn.antin.edxml..",
        "vn.antin.wire..",
        "vn.antin.seal..",
        "vn.antin.directory..",
        "vn.antin.receipt.."
    };

    @ArchTest
    static final ArchRule envelopes_know_nothing = classes()
            .that()
            .resideInAPackage("vn.antin.envelope..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "javax.xml..",
                    "org.w3c.dom..",
                    "org.xml.sax..",
                    "jakarta.xml.bind..",
                    "com.sun.org.apache.xml.internal.security..",
                    "vn.antin.envelope..",
                    "vn.antin.fault..",
                    "vn.antin.xml..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule a_package_imports_only_from_those_above_it = noClasses()
            .that()
            .resideInAnyPackage(FILES_ONLY)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "vn.antin.ledger..", "vn.antin.door..", "vn.antin.node..", "vn.antin.cli..", "vn.antin.trial..")
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage(STOPS);

    @ArchTest
    static final ArchRule seals_come_before_directories = noClasses()
            .that()
            .resideInAPackage("vn.antin.seal..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("vn.antin.directory..", "vn.antin.receipt..");

    @ArchTest
    static final ArchRule directories_come_before_receipts = noClasses()
            .that()
            .resideInAPackage("vn.antin.directory..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("vn.antin.receipt..");

    @ArchTest
    static final ArchRule the_ledger_uses_no_package_above_it = noClasses()
            .that()
            .resideInAnyPackage("vn.antin.ledger", "vn.antin.ledger.db..", "vn.antin.ledger.file..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("vn.antin.ledger.query..", "vn.antin.ledger.people..");

    @ArchTest
    static final ArchRule the_ledger_knows_no_stop = noClasses()
            .that()
            .resideInAPackage("vn.antin.ledger..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(STOPS)
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("vn.antin.door..", "vn.antin.node..", "vn.antin.cli..", "vn.antin.trial..");

    @ArchTest
    static final ArchRule stops_know_no_door = noClasses()
            .that()
            .resideInAnyPackage(STOPS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("vn.antin.door..", "vn.antin.node..", "vn.antin.cli..", "vn.antin.trial..");

    @ArchTest
    static final ArchRule doors_know_no_wiring = noClasses()
            .that()
            .resideInAPackage("vn.antin.door..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("vn.antin.node..", "vn.antin.cli..", "vn.antin.trial..");

    @ArchTest
    static final ArchRule wiring_knows_no_command = noClasses()
            .that()
            .resideInAPackage("vn.antin.node..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("vn.antin.cli..");

    @ArchTest
    static final ArchRule stops_meet_only_in_routes = slices().matching(
                    "vn.antin.(submit|dispatch|relay|receive|deliver|settle)..")
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule packages_have_no_cycle =
            slices().matching("vn.antin.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule camel_and_the_broker_only_in_the_wiring = noClasses()
            .that()
            .resideOutsideOfPackages("vn.antin.node..", "vn.antin.trial..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.camel..", "org.apache.activemq..", "org.apache.artemis..", "jakarta.jms..");

    @ArchTest
    static final ArchRule sql_only_in_the_ledger = noClasses()
            .that()
            .resideOutsideOfPackage("vn.antin.ledger..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.h2..", "org.postgresql..", "org.jdbi..");

    @ArchTest
    static final ArchRule providers_of_cryptography_only_in_the_seal = noClasses()
            .that()
            .resideOutsideOfPackage("vn.antin.seal..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.bouncycastle..", "com.amazon..");

    @ArchTest
    static final ArchRule the_verifier_needs_files_only = noClasses()
            .that(resideInAnyPackage(FILES_ONLY)
                    .and(not(simpleName("HttpTimeStamps").or(simpleName("BoundedBody")))))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.net.http..",
                    "java.sql..",
                    "org.apache.camel..",
                    "org.apache.cxf..",
                    "org.eclipse.jetty..",
                    "jakarta.jms..",
                    "jakarta.servlet..",
                    "jakarta.ws..");

    @ArchTest
    static final ArchRule the_verify_command_reaches_no_server = noClasses()
            .that(simpleName("VerifyCommand"))
            .should()
            .transitivelyDependOnClassesThat()
            .resideInAnyPackage(
                    "java.net.http..",
                    "java.sql..",
                    "org.apache.camel..",
                    "org.apache.cxf..",
                    "org.apache.activemq..",
                    "org.eclipse.jetty..",
                    "org.h2..",
                    "jakarta.jms..",
                    "jakarta.servlet..",
                    "jakarta.ws..",
                    "vn.antin.node..",
                    "vn.antin.ledger..");

    @ArchTest
    static final ArchRule time_comes_from_a_clock = noClasses()
            .that()
            .resideOutsideOfPackages("vn.antin.cli..", "vn.antin.node..", "vn.antin.trial..")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Clock.class, "systemDefaultZone");

    @ArchTest
    static final ArchRule xml_is_read_in_one_place = noClasses()
            .that(not(simpleName("SafeXml")))
            .should()
            .callMethod(XMLInputFactory.class, "newDefaultFactory")
            .orShould()
            .callMethod(XMLInputFactory.class, "newFactory")
            .orShould()
            .callMethod(XMLInputFactory.class, "newInstance")
            .orShould()
            .callMethod(DocumentBuilderFactory.class, "newInstance")
            .orShould()
            .callMethod(DocumentBuilderFactory.class, "newDefaultInstance")
            .orShould()
            .callMethod(DocumentBuilderFactory.class, "newDefaultNSInstance")
            .orShould()
            .callMethod(SAXParserFactory.class, "newInstance")
            .orShould()
            .callMethod(SAXParserFactory.class, "newDefaultInstance")
            .orShould()
            .callMethod(TransformerFactory.class, "newInstance");

    private static final int MOST_ARGUMENTS = 7;

    /** More belong together and have a name: a record. Records themselves are data. */
    @ArchTest
    static final ArchRule a_constructor_takes_seven_arguments_at_most = constructors()
            .that()
            .areDeclaredInClassesThat(describe(
                    "are named classes",
                    type -> !type.isRecord() && !type.isEnum() && !type.isAnonymousClass() && !type.isLocalClass()))
            .should(have(describe(
                    "at most " + MOST_ARGUMENTS + " arguments",
                    made -> made.getRawParameterTypes().size() <= MOST_ARGUMENTS)));
}
