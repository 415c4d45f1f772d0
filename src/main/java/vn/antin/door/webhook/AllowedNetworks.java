package vn.antin.door.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The networks that webhooks may reach. A webhook's owner chooses an address that the node then
 * calls from inside its network, so an unrestricted webhook would be a server-side request forgery.
 * Addresses are judged, never names: see {@link GuardedResolver}.
 *
 * <pre>{@code networks: [loopback, private, 203.0.113.0/24] }</pre>
 */
public final class AllowedNetworks {

    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F]*:[0-9a-fA-F:.]*");
    private static final List<String> LOOPBACK = List.of("127.0.0.0/8", "::1/128");
    private static final List<String> PRIVATE = List.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7");

    /**
     * Never allowed, whatever is configured: unspecified and link-local addresses, among them cloud metadata services;
     * multicast; and addresses that embed another address.
     */
    private static final List<Network> NEVER = List.of(
                    "0.0.0.0/8",
                    "169.254.0.0/16",
                    "224.0.0.0/4",
                    "240.0.0.0/4",
                    "100.100.100.200/32",
                    "168.63.129.16/32",
                    "192.0.0.192/32",
                    "fe80::/10",
                    "fec0::/10",
                    "ff00::/8",
                    "fd00:ec2::254/128",
                    "::/96",
                    "64:ff9b::/96",
                    "64:ff9b:1::/48",
                    "2002::/16",
                    "2001::/32")
            .stream()
            .map(Network::of)
            .toList();

    private static final List<Network> NEAR = networks(List.of("loopback", "private"));
    private static final Network HERE = Network.of("::1/128");

    private final List<Network> allowed;

    private AllowedNetworks(List<Network> allowed) {
        this.allowed = allowed;
    }

    /** Loopback and private networks. */
    public static AllowedNetworks standard() {
        return new AllowedNetworks(NEAR);
    }

    /** Parses {@code loopback}, {@code private} and networks such as 203.0.113.0/24. */
    public static AllowedNetworks of(List<String> words) {
        return new AllowedNetworks(networks(words));
    }

    private static List<Network> networks(List<String> words) {
        List<Network> networks = new ArrayList<>();
        for (String word : words) {
            List<String> meant = switch (word) {
                case "loopback" -> LOOPBACK;
                case "private" -> PRIVATE;
                default -> List.of(word);
            };
            meant.forEach(one -> networks.add(Network.of(one)));
        }
        return networks;
    }

    /**
     * Whether an address may be called.
     *
     * @param encrypted whether over TLS; without it only the agency's own networks are allowed
     */
    public boolean allows(InetAddress address, boolean encrypted) {
        boolean never = !HERE.holds(address) && NEVER.stream().anyMatch(network -> network.holds(address));
        return !never
                && (encrypted || NEAR.stream().anyMatch(network -> network.holds(address)))
                && allowed.stream().anyMatch(network -> network.holds(address));
    }

    /** A network in CIDR notation. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Network(byte[] address, int bits) {

        static Network of(String text) {
            String[] words = text.split("/", 2);
            // Only literal addresses: no name is resolved here.
            if (words.length != 2 || !ADDRESS.matcher(words[0]).matches() || !words[1].matches("\\d{1,3}")) {
                throw new IllegalArgumentException(text + " is no network such as 10.20.0.0/16");
            }
            int bits = Integer.parseInt(words[1]);
            try {
                byte[] address = InetAddress.getByName(words[0]).getAddress();
                if (bits > address.length * Byte.SIZE) {
                    throw new IllegalArgumentException(text + " has more bits than an address");
                }
                return new Network(address, bits);
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(text + " is no network such as 10.20.0.0/16", e);
            }
        }

        boolean holds(InetAddress other) {
            byte[] bytes = other.getAddress();
            int whole = bits / Byte.SIZE;
            int rest = (0xff00 >> (bits % Byte.SIZE)) & 0xff;
            return bytes.length == address.length
                    && Arrays.equals(bytes, 0, whole, address, 0, whole)
                    && (rest == 0 || (bytes[whole] & rest) == (address[whole] & rest));
        }
    }
}
