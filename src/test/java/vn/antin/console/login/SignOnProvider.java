package vn.antin.console.login;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;

/** An OpenID Connect provider on this machine that signs valid tokens and, on request, forged ones. */
public final class SignOnProvider implements AutoCloseable {

    public static final String CLIENT = "antin";
    public static final String SECRET = "mot bi mat cua hai ben, dai hon 32 byte";

    /** The kinds of misbehaviour. */
    public enum Habit {
        GOOD,
        WRONG_NONCE,
        NO_NONCE,
        WRONG_AUDIENCE,
        WRONG_ISSUER,
        EXPIRED,
        UNSIGNED,
        OTHER_KEY,
        SHARED_SECRET
    }

    private record Grant(String challenge, String nonce, String back) {}

    private static final RSAKey KEY = made();
    private static final RSAKey OTHER = made();

    private final HttpsServer server;
    private final Map<String, Grant> grants = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile Habit habit = Habit.GOOD;
    private volatile String saysItIs;
    private volatile UnaryOperator<JWTClaimsSet.Builder> person = claims -> claims;

    public SignOnProvider(SSLContext tls) throws IOException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.createContext("/.well-known/openid-configuration", exchange -> answer(exchange, 200, metadata()));
        server.createContext("/keys", exchange -> answer(exchange, 200, new JWKSet(KEY).toString()));
        server.createContext("/token", this::token);
        server.start();
        saysItIs = issuer();
    }

    private static RSAKey made() {
        try {
            return new RSAKeyGenerator(2048).keyID("one").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java platform makes RSA keys", e);
        }
    }

    public String issuer() {
        return "https://localhost:" + server.getAddress().getPort();
    }

    public void be(Habit next, UnaryOperator<JWTClaimsSet.Builder> who) {
        habit = next;
        person = who;
        saysItIs = issuer();
    }

    public void sayItIs(String name) {
        saysItIs = name;
    }

    /** Number of token requests. */
    public int asked() {
        return asked.get();
    }

    private String metadata() {
        return """
                {"issuer":"%s","authorization_endpoint":"%s/authorize","token_endpoint":"%s/token","jwks_uri":"%s/keys",
                 "subject_types_supported":["public"],"id_token_signing_alg_values_supported":["RS256"],
                 "response_types_supported":["code"]}
                """.formatted(saysItIs, issuer(), issuer(), issuer());
    }

    /** Logs a person in and returns the code that the browser carries back. */
    public String authorize(URI way) {
        Map<String, List<String>> asks = URLUtils.parseParameters(way.getRawQuery());
        String code = UUID.randomUUID().toString();
        grants.put(code, new Grant(first(asks, "code_challenge"), first(asks, "nonce"), first(asks, "redirect_uri")));
        return code;
    }

    private void token(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        Map<String, List<String>> form =
                URLUtils.parseParameters(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        Grant grant = grants.remove(first(form, "code"));
        String caller = "Basic "
                + Base64.getEncoder()
                        .encodeToString((CLIENT + ":" + java.net.URLEncoder.encode(SECRET, UTF_8)).getBytes(UTF_8));
        CodeVerifier verifier = new CodeVerifier(first(form, "code_verifier"));
        boolean good = grant != null
                && caller.equals(exchange.getRequestHeaders().getFirst("Authorization"))
                && grant.back().equals(first(form, "redirect_uri"))
                && CodeChallenge.compute(CodeChallengeMethod.S256, verifier)
                        .getValue()
                        .equals(grant.challenge());
        if (!good) {
            answer(exchange, 400, "{\"error\":\"invalid_grant\"}");
            return;
        }
        answer(
                exchange,
                200,
                "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"id_token\":\"" + made(grant.nonce()) + "\"}");
    }

    private String made(String nonce) throws IOException {
        Instant now = Instant.now();
        JWTClaimsSet claims = person.apply(new JWTClaimsSet.Builder()
                        .issuer(habit == Habit.WRONG_ISSUER ? "https://other.example" : issuer())
                        .subject("sub-lan")
                        .audience(habit == Habit.WRONG_AUDIENCE ? "somebody-else" : CLIENT)
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plusSeconds(habit == Habit.EXPIRED ? -3_600 : 300)))
                        .claim("nonce", habit == Habit.NO_NONCE ? null : habit == Habit.WRONG_NONCE ? "other" : nonce)
                        .claim("preferred_username", "Lan")
                        .claim("realm_access", Map.of("roles", List.of("antin-van-hanh", "khac"))))
                .build();
        if (habit == Habit.UNSIGNED) {
            return new PlainJWT(claims).serialize();
        }
        boolean shared = habit == Habit.SHARED_SECRET;
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(shared ? JWSAlgorithm.HS256 : JWSAlgorithm.RS256)
                        .keyID("one")
                        .build(),
                claims);
        try {
            token.sign(shared ? new MACSigner(SECRET) : new RSASSASigner(habit == Habit.OTHER_KEY ? OTHER : KEY));
        } catch (JOSEException e) {
            throw new IOException(e);
        }
        return token.serialize();
    }

    public static String first(Map<String, List<String>> all, String name) {
        return all.getOrDefault(name, List.of("")).get(0);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
