package vn.antin.node.broker;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.pki.KeyEntry;

/**
 * Shows at each handshake the key that is in use then, so that a renewed key needs no new TLS context. A handshake that
 * began with a key ends with it: aliases carry the number of their key, and the key before the last is remembered.
 */
final class RenewedKeyManager extends X509ExtendedKeyManager {

    private final Supplier<KeyEntry> keys;
    private volatile NumberedKey last;

    private record NumberedKey(
            long number,
            KeyEntry entry,
            X509ExtendedKeyManager manager,
            @Nullable NumberedKey before) {

        @Nullable
        String named(@Nullable String alias) {
            return alias == null ? null : number + ":" + alias;
        }
    }

    RenewedKeyManager(Supplier<KeyEntry> keys) {
        this.keys = keys;
        KeyEntry first = keys.get();
        this.last = new NumberedKey(1, first, manager(first), null);
    }

    private static X509ExtendedKeyManager manager(KeyEntry entry) {
        try {
            return Tls.keys(entry);
        } catch (GeneralSecurityException | IOException e) {
            throw new Refused(Fault.KEYS_UNREADABLE, e, "connection");
        }
    }

    private synchronized NumberedKey current() {
        KeyEntry entry = keys.get();
        NumberedKey known = last;
        if (known.entry() != entry) {
            NumberedKey before = new NumberedKey(known.number(), known.entry(), known.manager(), null);
            known = new NumberedKey(known.number() + 1, entry, manager(entry), before);
            last = known;
        }
        return known;
    }

    private <T> @Nullable T of(String alias, Function<X509ExtendedKeyManager, Function<String, @Nullable T>> question) {
        int colon = alias.indexOf(':');
        long number = Long.parseLong(alias.substring(0, colon));
        NumberedKey known = last;
        NumberedKey meant = known.number() == number ? known : known.before();
        return meant == null || meant.number() != number
                ? null
                : question.apply(meant.manager()).apply(alias.substring(colon + 1));
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return of(alias, manager -> manager::getCertificateChain);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return of(alias, manager -> manager::getPrivateKey);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
        NumberedKey key = current();
        return key.named(key.manager().chooseEngineClientAlias(types, issuers, engine));
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
        NumberedKey key = current();
        return key.named(key.manager().chooseEngineServerAlias(type, issuers, engine));
    }

    @Override
    public @Nullable String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
        NumberedKey key = current();
        return key.named(key.manager().chooseClientAlias(types, issuers, socket));
    }

    @Override
    public @Nullable String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
        NumberedKey key = current();
        return key.named(key.manager().chooseServerAlias(type, issuers, socket));
    }

    @Override
    public String @Nullable [] getClientAliases(String type, Principal[] issuers) {
        return null; // the platform asks for one alias only
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal[] issuers) {
        return null; // the platform asks for one alias only
    }
}
