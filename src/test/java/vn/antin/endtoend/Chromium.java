package vn.antin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static vn.antin.SlowMachine.PATIENCE;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.JavascriptException;
import org.openqa.selenium.Keys;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The machine's Chromium, headless and without access to the network beyond this machine. */
final class Chromium implements AutoCloseable {

    private static final String COOKIE = "__Host-antin-";
    private static final int TALL = 900;
    private static final List<String> ARGUMENTS = List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-proxy-server",
            "--hide-scrollbars",
            "--force-device-scale-factor=1",
            "--accept-lang=vi",
            "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost");

    private final ChromeDriver driver;

    private Chromium(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Skips the test where it is not installed, unless {@code ANTIN_BROWSER} requires it. */
    static void require() {
        boolean there = Stream.of("chromium", "chromedriver").allMatch(Sample.Platform::isInstalled);
        assumeTrue(
                there || "required".equals(System.getenv("ANTIN_BROWSER")),
                "the browser's tests need: apt-get install --no-install-recommends chromium chromium-driver");
    }

    /**
     * Starts it.
     *
     * @param profile a new folder
     */
    static Chromium start(Path profile) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(Sample.Platform.path("chromium").toString());
        options.setAcceptInsecureCerts(true);
        options.addArguments(ARGUMENTS);
        options.addArguments("--user-data-dir=" + profile);
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(Sample.Platform.path("chromedriver").toFile())
                .build();
        options.setScriptTimeout(PATIENCE);
        return new Chromium(new ChromeDriver(service, options));
    }

    void open(String address) {
        driver.get(address);
    }

    String address() {
        return driver.getCurrentUrl();
    }

    /** Sets the width and the height. */
    void size(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    void size(int width) {
        size(width, TALL);
    }

    /** Sets the preferred colour scheme. */
    void dark(boolean dark) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    /** The result of a script. */
    Object run(String script, Object... values) {
        return driver.executeScript(script, values);
    }

    /** The result that an asynchronous script passes to its last argument. */
    Object answer(String script, Object... values) {
        return driver.executeAsyncScript(script, values);
    }

    /** The present text of all matching elements. */
    String text(String selector) {
        return String.valueOf(
                run("return [...document.querySelectorAll(arguments[0])].map(e => e.innerText).join('\\n')", selector));
    }

    boolean has(String selector) {
        return Boolean.TRUE.equals(run("return document.querySelector(arguments[0]) !== null", selector));
    }

    /** The absolute addresses of the matching links, in order. */
    List<String> links(String selector) {
        String script = "return [...document.querySelectorAll(arguments[0])]"
                + ".map(e => new URL(e.getAttribute('href'), location.href).href.split('#')[0])";
        return ((List<?>) run(script, selector)).stream().map(String::valueOf).toList();
    }

    /** Clicks the first match, also when the page has just replaced it. */
    void click(String selector) {
        with(By.cssSelector(selector), WebElement::click);
    }

    /** Clicks the first link with this text. */
    void follow(String text) {
        with(By.partialLinkText(text), WebElement::click);
    }

    /** Replaces the text of a field. */
    void type(String selector, String text) {
        with(By.cssSelector(selector), field -> {
            if (!"file".equals(field.getDomAttribute("type"))) {
                field.clear();
            }
            field.sendKeys(text);
        });
    }

    void enter(String selector) {
        with(By.cssSelector(selector), field -> field.sendKeys(Keys.ENTER));
    }

    private void with(By by, java.util.function.Consumer<WebElement> deed) {
        await().atMost(PATIENCE)
                .ignoreExceptionsMatching(
                        e -> e instanceof StaleElementReferenceException || e instanceof NoSuchElementException)
                .until(() -> {
                    deed.accept(driver.findElement(by));
                    return true;
                });
    }

    /** Waits for the page of this address: after a click the browser begins to leave the old one when it comes to it. */
    void arrives(String address) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(address()).isEqualTo(address));
    }

    /** Waits until the matching elements show all these words. */
    void shows(String selector, CharSequence... words) {
        await().atMost(PATIENCE)
                .ignoreException(JavascriptException.class)
                .untilAsserted(() -> assertThat(text(selector)).contains(words));
    }

    /** Waits for what the page does by itself; a script fails when the page is left under it. */
    void until(String what, BooleanSupplier seen) {
        await(what).atMost(PATIENCE).ignoreException(JavascriptException.class).until(seen::getAsBoolean);
    }

    /** The session cookies of the consoles of this host. */
    Map<String, String> session() {
        return driver.manage().getCookies().stream()
                .filter(cookie -> cookie.getName().startsWith(COOKIE))
                .collect(Collectors.toMap(Cookie::getName, Cookie::getValue));
    }

    /** Restores the session of an earlier login. */
    void become(String base, Map<String, String> session) {
        session.forEach((name, value) -> driver.executeCdpCommand(
                "Network.setCookie",
                Map.of(
                        "url",
                        base,
                        "name",
                        name,
                        "value",
                        value,
                        "path",
                        "/",
                        "secure",
                        true,
                        "httpOnly",
                        true,
                        "sameSite",
                        "Strict")));
    }

    void forget() {
        driver.manage().deleteAllCookies();
    }

    /** The browser's complaints since the last call: scripts, policies, unanswered addresses. */
    List<String> complaints() {
        return log(LogType.BROWSER).filter(line -> !line.contains("favicon")).toList();
    }

    /** The network events since the last call, each as JSON. */
    List<String> traffic() {
        return log(LogType.PERFORMANCE).toList();
    }

    private Stream<String> log(String type) {
        List<String> lines = new ArrayList<>();
        for (LogEntry entry : driver.manage().logs().get(type)) {
            lines.add(entry.getMessage());
        }
        return lines.stream();
    }

    byte[] picture() {
        return driver.getScreenshotAs(OutputType.BYTES);
    }

    @Override
    public void close() {
        driver.quit();
    }
}
