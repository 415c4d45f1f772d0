package vn.antin.console.login;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.console.web.PersonRole;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;

/**
 * OpenID Connect with the authorization code flow and PKCE (S256). Contacts the provider at the first login, not
 * before. The redirect address is the configured one, whatever Host a browser uses.
 */
public final class OidcSignOn implements SignOn {

    /** Asymmetric signatures only; never "none", never HMAC. */
    private static final Set<JWSAlgorithm> ALLOWED = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private static final Duration METADATA_HOLD = Duration.ofHours(1);
    private static final int AT_A_TIME = 6;
    private static final int LONGEST_SUBJECT = 255;
    private static final Logger log = LoggerFactory.getLogger(OidcSignOn.class);

    private final PeopleSettings.Oidc settings;
    private final OidcHttp wire;
    private final Clock clock;
    private final PendingLogins attempts = new PendingLogins();
    private final URI back;
    private final Semaphore turns = new Semaphore(AT_A_TIME);
    private volatile @Nullable Provider known;

    /** The provider's metadata and keys. */
    private record Provider(OIDCProviderMetadata says, JWKSource<SecurityContext> keys, Instant at) {}

    public OidcSignOn(PeopleSettings.Oidc settings, OidcHttp wire, Clock clock) {
        this.settings = settings;
        this.wire = wire;
        this.clock = clock;
        this.back = settings.address().resolve("/console/signed-on");
    }

    @Override
    public String place() {
        return settings.issuer().getHost();
    }

    @Override
    public Duration session() {
        return settings.session();
    }

    @Override
    public LoginRedirect begin() {
        return bounded(() -> {
            PendingLogins.PendingLogin attempt = attempts.begin(clock.instant());
            URI to = new AuthenticationRequest.Builder(
                            ResponseType.CODE, new Scope("openid", "profile"), new ClientID(settings.clientId()), back)
                    .endpointURI(provider().says().getAuthorizationEndpointURI())
                    .state(new State(attempt.state()))
                    .nonce(new Nonce(attempt.nonce()))
                    .codeChallenge(new CodeVerifier(attempt.verifier()), CodeChallengeMethod.S256)
                    .build()
                    .toURI();
            return new LoginRedirect(to, attempt.kept());
        });
    }

    @Override
    public ExternalAccount back(String kept, Map<String, List<String>> question) {
        PendingLogins.PendingLogin attempt =
                attempts.again(kept, clock.instant()).orElseThrow(() -> refused("expired", null));
        AuthorizationCode code = code(attempt, question);
        return bounded(() -> member(claims(attempt, token(attempt, code))));
    }

    /** Bounds the threads that a hanging provider can hold. */
    private <T> T bounded(Supplier<T> question) {
        if (!turns.tryAcquire()) {
            throw new TryLater(Fault.STAFF_UNREACHABLE, place() + ": busy");
        }
        try {
            return question.get();
        } finally {
            turns.release();
        }
    }

    private AuthorizationCode code(PendingLogins.PendingLogin attempt, Map<String, List<String>> question) {
        try {
            AuthenticationResponse answer = AuthenticationResponseParser.parse(back, question);
            State state = answer.getState();
            if (state == null || !attempt.isState(state.getValue())) {
                throw refused("state", null);
            }
            Issuer issuer = answer.getIssuer();
            if (issuer != null && !issuer.getValue().equals(settings.issuer().toString())) {
                throw refused("issuer", null);
            }
            if (!answer.indicatesSuccess()) {
                throw refused("denied", null);
            }
            AuthorizationCode code = answer.toSuccessResponse().getAuthorizationCode();
            if (code == null) {
                throw refused("code", null);
            }
            return code;
        } catch (ParseException e) {
            throw refused("answer", e);
        }
    }

    private JWT token(PendingLogins.PendingLogin attempt, AuthorizationCode code) {
        OIDCProviderMetadata says = provider().says();
        AuthorizationCodeGrant grant = new AuthorizationCodeGrant(code, back, new CodeVerifier(attempt.verifier()));
        ClientAuthentication ourselves = ourselves(says);
        TokenRequest request = ourselves == null
                ? new TokenRequest.Builder(says.getTokenEndpointURI(), new ClientID(settings.clientId()), grant).build()
                : new TokenRequest.Builder(says.getTokenEndpointURI(), ourselves, grant).build();
        try {
            TokenResponse answer =
                    OIDCTokenResponseParser.parse(request.toHTTPRequest().send(wire));
            if (!answer.indicatesSuccess()) {
                throw refused(
                        String.valueOf(answer.toErrorResponse().getErrorObject().getCode()), null);
            }
            JWT token = ((OIDCTokenResponse) answer.toSuccessResponse())
                    .getOIDCTokens()
                    .getIDToken();
            if (token == null) {
                throw refused("token", null);
            }
            return token;
        } catch (ParseException e) {
            throw refused("token", e);
        } catch (IOException e) {
            throw silent(e);
        }
    }

    private @Nullable ClientAuthentication ourselves(OIDCProviderMetadata says) {
        Path file = settings.secret();
        if (file == null) {
            return null;
        }
        ClientID id = new ClientID(settings.clientId());
        Secret secret = new Secret(read(file));
        List<ClientAuthenticationMethod> methods = says.getTokenEndpointAuthMethods();
        boolean onlyPost = methods != null
                && !methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                && methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST);
        return onlyPost ? new ClientSecretPost(id, secret) : new ClientSecretBasic(id, secret);
    }

    private String read(Path file) {
        try {
            return Files.readString(file, US_ASCII).strip();
        } catch (IOException e) {
            throw silent(e);
        }
    }

    /** Checks issuer, audience, times, nonce, and the signature by a published key. */
    private IDTokenClaimsSet claims(PendingLogins.PendingLogin attempt, JWT token) {
        IDTokenValidator validator = new IDTokenValidator(
                new Issuer(settings.issuer()),
                new ClientID(settings.clientId()),
                new JWSVerificationKeySelector<>(ALLOWED, provider().keys()),
                null);
        try {
            return validator.validate(token, new Nonce(attempt.nonce()));
        } catch (BadJOSEException e) {
            throw refused("token", e);
        } catch (JOSEException e) {
            throw silent(e);
        }
    }

    private ExternalAccount member(IDTokenClaimsSet claims) {
        Object name = claims.getClaim(settings.name());
        String subject = claims.getSubject().getValue();
        if (!(name instanceof String text) || subject.length() > LONGEST_SUBJECT) {
            throw refused(settings.name(), null);
        }
        List<String> words = words(claims);
        PersonRole role = settings.roles().entrySet().stream()
                .filter(each -> words.contains(each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
        return new ExternalAccount(
                ExternalAccount.named(text).orElseThrow(() -> refused(settings.name(), null)), role, subject);
    }

    /** A text or a list of texts at the claim's path. */
    private List<String> words(IDTokenClaimsSet claims) {
        Object found = claims.toJSONObject();
        for (String step : settings.claim().split("\\.", -1)) {
            found = found instanceof Map<?, ?> map ? map.get(step) : null;
        }
        List<String> words = new ArrayList<>();
        if (found instanceof String one) {
            words.add(one);
        } else if (found instanceof List<?> list) {
            list.forEach(each -> words.add(String.valueOf(each)));
        }
        return words;
    }

    private Provider provider() {
        Provider provider = known;
        Instant now = clock.instant();
        if (provider != null && now.isBefore(provider.at().plus(METADATA_HOLD))) {
            return provider;
        }
        try {
            OIDCProviderMetadata says = OIDCProviderMetadata.parse(wire.get(URI.create(
                    settings.issuer().toString().replaceFirst("/$", "") + "/.well-known/openid-configuration")));
            URI keys = says.getJWKSetURI();
            boolean ours = says.getIssuer().getValue().equals(settings.issuer().toString())
                    && secure(says.getAuthorizationEndpointURI())
                    && secure(says.getTokenEndpointURI())
                    && secure(keys);
            if (!ours) {
                throw new IOException("the provider says it is " + says.getIssuer() + ", or has no https addresses");
            }
            Provider fresh = new Provider(
                    says, JWKSourceBuilder.create(keys.toURL(), wire).build(), now);
            known = fresh;
            return fresh;
        } catch (ParseException | IOException e) {
            throw silent(e);
        }
    }

    private static boolean secure(@Nullable URI address) {
        return address != null && "https".equals(address.getScheme());
    }

    private TryLater silent(Exception e) {
        log.warn("{} could not be asked: {}", place(), e.toString());
        return new TryLater(Fault.STAFF_UNREACHABLE, e);
    }

    private static Refused refused(String why, @Nullable Exception e) {
        log.info("a login by the provider was not accepted: {} {}", why, e == null ? "" : e.getMessage());
        return e == null ? new Refused(Fault.LOGIN_NOT_PROVED, why) : new Refused(Fault.LOGIN_NOT_PROVED, e, why);
    }
}
