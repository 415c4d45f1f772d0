package vn.antin.console.pages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Parses the route files as far as their drawing needs it. */
final class RouteText {

    private static final YAMLMapper YAML = new YAMLMapper();

    /** Shortens "${exchangeProperty.kind} == 'ENVELOPE'" to "kind = ENVELOPE". */
    private static final Pattern PLACE = Pattern.compile("\\$\\{(?:exchangeProperty\\.|header\\.)?([\\w.]+)}");

    /** The kind of a step. */
    enum StepKind {
        FROM,
        BEAN,
        TO,
        NOTE,
        CHOICE,
        SPLIT
    }

    /** A branch: its condition in short, and its steps. */
    record Branch(String when, List<RouteStep> steps) {}

    /** One step; a choice and a split have branches. */
    record RouteStep(StepKind kind, String title, String detail, List<Branch> branches) {}

    /** One route of a file; its first step is the endpoint it consumes from. */
    record Route(String file, String id, List<RouteStep> steps) {

        /** The endpoint it consumes from. */
        String from() {
            return steps.get(0).title();
        }
    }

    private RouteText() {}

    /** The routes of a file below {@code routes/}, in order; empty for a file of settings. */
    static List<Route> read(String file, UnaryOperator<String> resolved) {
        try (InputStream in = RouteText.class.getResourceAsStream("/routes/" + file)) {
            if (in == null) {
                throw new IllegalStateException("routes/" + file + " is missing");
            }
            List<Route> routes = new ArrayList<>();
            for (JsonNode each : YAML.readTree(in)) {
                if (each.has("route")) {
                    routes.add(route(file, each.get("route"), resolved));
                }
            }
            return routes;
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }

    private static Route route(String file, JsonNode route, UnaryOperator<String> resolved) {
        JsonNode from = route.path("from");
        List<RouteStep> steps = new ArrayList<>();
        String period = from.path("parameters").path("period").asText("");
        steps.add(new RouteStep(
                StepKind.FROM,
                resolved.apply(from.path("uri").asText()),
                period.isEmpty() ? "" : resolved.apply(period) + " ms",
                List.of()));
        steps.addAll(steps(from.path("steps"), resolved));
        return new Route(file, route.path("id").asText(), List.copyOf(steps));
    }

    private static List<RouteStep> steps(JsonNode list, UnaryOperator<String> resolved) {
        List<RouteStep> steps = new ArrayList<>();
        for (JsonNode each : list) {
            String name = each.fieldNames().next();
            RouteStep step = step(name, each.get(name), resolved);
            RouteStep before = steps.isEmpty() ? null : steps.get(steps.size() - 1);
            if (before != null && before.kind() == StepKind.NOTE && step.kind() == StepKind.NOTE) {
                // Steps that only set values are drawn as one.
                steps.set(
                        steps.size() - 1,
                        new RouteStep(
                                StepKind.NOTE, before.title(), before.detail() + ", " + step.detail(), List.of()));
            } else {
                steps.add(step);
            }
        }
        return steps;
    }

    private static RouteStep step(String name, JsonNode body, UnaryOperator<String> resolved) {
        return switch (name) {
            case "bean" -> bean(body, resolved);
            case "to", "toD" ->
                new RouteStep(StepKind.TO, resolved.apply(said(body.path("uri").asText())), "", List.of());
            case "choice" -> choice(body, resolved);
            case "split" ->
                new RouteStep(
                        StepKind.SPLIT, "split", "", List.of(new Branch("*", steps(body.path("steps"), resolved))));
            case "removeHeaders" -> new RouteStep(StepKind.NOTE, "note", "– headers", List.of());
            default -> new RouteStep(StepKind.NOTE, "note", body.path("name").asText(name), List.of());
        };
    }

    private static RouteStep bean(JsonNode body, UnaryOperator<String> resolved) {
        String method = resolved.apply(body.path("method").asText());
        int open = method.indexOf('(');
        String called = open < 0 ? method : method.substring(0, open);
        String with = open < 0
                ? ""
                : said(method.substring(open + 1, method.length() - 1)).replace("'", "");
        return new RouteStep(StepKind.BEAN, body.path("ref").asText() + "." + called, with, List.of());
    }

    private static RouteStep choice(JsonNode body, UnaryOperator<String> resolved) {
        List<Branch> branches = new ArrayList<>();
        for (JsonNode when : body.path("when")) {
            String condition = said(when.path("simple").path("expression").asText());
            branches.add(
                    new Branch(condition.replace(" == ", " = ").replace("'", ""), steps(when.path("steps"), resolved)));
        }
        if (body.has("otherwise")) {
            branches.add(new Branch("", steps(body.path("otherwise").path("steps"), resolved)));
        }
        return new RouteStep(StepKind.CHOICE, "choice", "", branches);
    }

    private static String said(String text) {
        return PLACE.matcher(text).replaceAll("$1");
    }

    /** The route that consumes from an endpoint, compared without parameters. */
    static java.util.Optional<Route> from(List<Route> routes, String endpoint) {
        return routes.stream()
                .filter(route -> bare(route.from()).equals(bare(endpoint)))
                .findFirst();
    }

    private static String bare(String endpoint) {
        int question = endpoint.indexOf('?');
        return question < 0 ? endpoint : endpoint.substring(0, question);
    }

    /** All endpoints that a route sends to. */
    static List<String> to(List<RouteStep> steps) {
        return steps.stream()
                .flatMap(step -> step.kind() == StepKind.TO
                        ? java.util.stream.Stream.of(step.title())
                        : step.branches().stream().flatMap(branch -> to(branch.steps()).stream()))
                .collect(Collectors.toList());
    }
}
