package vn.antin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import vn.antin.xml.SafeXml;

/** The rules of METS 1.12, E-ARK CSIP 2.1 and PREMIS 3 that the metadata of a package uses. */
final class SchemaCheck {

    private static final String METS = "http://www.loc.gov/METS/";
    private static final String CSIP = "https://DILCIS.eu/XML/METS/CSIPExtensionMETS";
    private static final String XLINK = "http://www.w3.org/1999/xlink";
    private static final String PREMIS = "http://www.loc.gov/premis/v3";

    private SchemaCheck() {}

    static void of(Path made) throws IOException {
        Document mets = SafeXml.parse(Files.readAllBytes(made.resolve("METS.xml")), SafeXml.XmlLimits.SEALED);
        Element root = mets.getDocumentElement();
        assertThat(root.getNamespaceURI()).isEqualTo(METS);
        assertThat(root.getAttribute("OBJID")).isEqualTo(made.getFileName().toString());
        assertThat(root.getAttribute("PROFILE")).isEqualTo("https://earkcsip.dilcis.eu/profile/E-ARK-CSIP.xml");
        assertThat(children(root)).containsExactly("metsHdr", "dmdSec", "amdSec", "fileSec", "structMap");
        assertThat(one(root, "metsHdr").getAttributeNS(CSIP, "OAISPACKAGETYPE")).isEqualTo("SIP");
        identifiers(mets);
        files(mets, made);
        premis(made);
    }

    private static List<String> children(Element parent) {
        List<String> names = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                names.add(element.getLocalName());
            }
        }
        return names;
    }

    private static Element one(Element parent, String name) {
        return (Element) parent.getElementsByTagNameNS(METS, name).item(0);
    }

    private static List<Element> all(Document document, String space, String name) {
        NodeList found = document.getElementsByTagNameNS(space, name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    /** Identifiers are unique, and what the structural map names is there. */
    private static void identifiers(Document mets) {
        Set<String> ids = new HashSet<>();
        for (Element element : all(mets, METS, "*")) {
            String id = element.getAttribute("ID");
            assertThat(id.isEmpty() || ids.add(id)).as(id).isTrue();
        }
        all(mets, METS, "fptr").forEach(pointer -> assertThat(ids).contains(pointer.getAttribute("FILEID")));
        all(mets, METS, "div").forEach(div -> {
            assertThat(ids).containsAll(names(div.getAttribute("DMDID")));
            assertThat(ids).containsAll(names(div.getAttribute("ADMID")));
        });
        assertThat(all(mets, METS, "structMap").get(0).getAttribute("LABEL")).isEqualTo("CSIP");
    }

    private static List<String> names(String attribute) {
        return attribute.isEmpty() ? List.of() : List.of(attribute.split(" "));
    }

    private static void files(Document mets, Path made) throws IOException {
        Set<String> named = new HashSet<>(Set.of("METS.xml", "seal.xml", "seal.tst"));
        for (String element : List.of("FLocat", "mdRef")) {
            for (Element reference : all(mets, METS, element)) {
                Element described = element.equals("mdRef") ? reference : (Element) reference.getParentNode();
                assertThat(reference.getAttribute("LOCTYPE")).isEqualTo("URL");
                assertThat(described.getAttribute("CHECKSUMTYPE")).isEqualTo("SHA-256");
                assertThat(described.getAttribute("CHECKSUM")).matches("[0-9a-f]{64}");
                assertThat(described.getAttribute("SIZE")).matches("\\d+");
                assertThat(described.getAttribute("MIMETYPE")).isNotEmpty();
                assertThat(described.getAttribute("CREATED")).isNotEmpty();
                named.add(reference.getAttributeNS(XLINK, "href"));
            }
        }
        try (Stream<Path> files = Files.walk(made)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> made.relativize(file).toString()))
                    .containsExactlyInAnyOrderElementsOf(named);
        }
    }

    private static void premis(Path made) throws IOException {
        Document premis = SafeXml.parse(
                Files.readAllBytes(made.resolve("metadata/preservation/premis.xml")), SafeXml.XmlLimits.SEALED);
        assertThat(premis.getDocumentElement().getAttribute("version")).isEqualTo("3.0");
        assertThat(all(premis, PREMIS, "object"))
                .isNotEmpty()
                .allSatisfy(
                        object -> assertThat(children(object)).startsWith("objectIdentifier", "objectCharacteristics"));
        assertThat(all(premis, PREMIS, "originalName"))
                .extracting(Node::getTextContent)
                .contains("Kế hoạch.pdf");
        assertThat(children(all(premis, PREMIS, "event").get(0)))
                .containsExactly(
                        "eventIdentifier",
                        "eventType",
                        "eventDateTime",
                        "eventOutcomeInformation",
                        "linkingAgentIdentifier");
    }
}
