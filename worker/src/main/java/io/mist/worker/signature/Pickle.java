package io.mist.worker.signature;

import io.mist.worker.signature.ScalaClass.Child;
import io.mist.worker.signature.ScalaClass.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The classes in a table of {@link PickleEntries}. Immutable. */
final class Pickle {

    private static final int CASE = 0x40;
    private static final int SEALED = 0x10;
    private static final int MODULE = 0x400;
    private static final int DEFAULT = 1 << 25;
    private static final String CONSTRUCTOR = "<init>";

    private final PickleEntries entries;
    private final PickleTypes types;
    private final Map<String, Integer> classes = new HashMap<>();
    /** The first constructor of a class is its primary one. */
    private final Map<Integer, PickleEntries.Symbol> constructors = new HashMap<>();

    private final Map<Integer, List<Child>> children = new HashMap<>();

    Pickle(byte[] bytes) {
        this.entries = new PickleEntries(bytes);
        this.types = new PickleTypes(entries);
        for (int i = 0; i < entries.count(); i++) {
            switch (entries.tag(i)) {
                case PickleEntries.CLASS -> noteClass(i);
                case PickleEntries.VALUE -> noteConstructor(entries.symbol(i));
                case PickleEntries.CHILDREN -> noteChildren(entries.references(i));
                default -> {}
            }
        }
    }

    private void noteClass(int entry) {
        String name = binaryName(entry);
        if (name != null) {
            classes.putIfAbsent(name, entry);
        }
    }

    private void noteConstructor(PickleEntries.Symbol symbol) {
        if (symbol.name().equals(CONSTRUCTOR)) {
            constructors.putIfAbsent(symbol.owner(), symbol);
        }
    }

    private void noteChildren(List<Integer> references) {
        children.put(
                references.get(0),
                references.subList(1, references.size()).stream()
                        .map(this::child)
                        .toList());
    }

    /** @param name of the class file, with dots */
    @Nullable
    ScalaClass find(String name) {
        Integer entry = classes.get(name);
        return entry == null ? null : read(entry);
    }

    private ScalaClass read(int entry) {
        PickleEntries.Symbol symbol = entries.symbol(entry);
        PickleEntries.Symbol constructor = constructors.get(entry);
        List<List<Parameter>> lists = constructor == null ? List.of() : parameterLists(constructor.info());
        return new ScalaClass(
                has(symbol, CASE) && !has(symbol, MODULE),
                has(symbol, SEALED),
                lists.isEmpty() ? List.of() : lists.get(0),
                lists.size(),
                parents(symbol.info()),
                children.getOrDefault(entry, List.of()));
    }

    private List<List<Parameter>> parameterLists(int method) {
        List<List<Parameter>> lists = new ArrayList<>();
        int next = method;
        while (entries.tag(next) == PickleEntries.METHOD_TYPE) {
            List<Integer> references = entries.references(next);
            lists.add(references.subList(1, references.size()).stream()
                    .map(entries::symbol)
                    .map(symbol -> new Parameter(symbol.name(), types.read(symbol.info()), has(symbol, DEFAULT)))
                    .toList());
            next = references.get(0);
        }
        return lists;
    }

    private List<ScalaType> parents(int info) {
        int body = entries.tag(info) == PickleEntries.POLY_TYPE
                ? entries.references(info).get(0)
                : info;
        if (entries.tag(body) != PickleEntries.CLASS_INFO) {
            return List.of();
        }
        List<Integer> references = entries.references(body);
        return references.subList(1, references.size()).stream()
                .map(types::read)
                .toList();
    }

    private Child child(int entry) {
        int tag = entries.tag(entry);
        boolean isObject =
                tag == PickleEntries.OTHER_OBJECT || (tag == PickleEntries.CLASS && has(entries.symbol(entry), MODULE));
        return new Child(entries.fullName(entry), isObject);
    }

    /** Null for a class within a method. */
    private @Nullable String binaryName(int entry) {
        String name = nestedName(entry);
        return name != null && has(entries.symbol(entry), MODULE) ? name + "$" : name;
    }

    private @Nullable String nestedName(int entry) {
        PickleEntries.Symbol symbol = entries.symbol(entry);
        int owner = symbol.owner();
        if (entries.isOther(owner)) {
            String around = entries.fullName(owner);
            return around.isEmpty() ? symbol.name() : around + "." + symbol.name();
        }
        String around = entries.tag(owner) == PickleEntries.CLASS ? nestedName(owner) : null;
        return around == null ? null : around + "$" + symbol.name();
    }

    private static boolean has(PickleEntries.Symbol symbol, int flag) {
        return (symbol.flags() & flag) != 0;
    }
}
